import { type Random, seeded } from "./random.ts";
import { DIMENSIONS, type TopicModel, topicModel } from "./topics.ts";

export const MODEL = "text-embedding-ada-002";
/** The corpus lies in the 30 days before this instant. */
export const NOW = Date.parse("2026-01-31T12:00:00Z");
export const DAY = 86_400_000;
export const DAYS = 30;
const SOURCES = ["slack", "telegram", "outlook"] as const;
/** Tenants share the topics, and each cares about some of them. */
const TOPICS_OF_TENANT = 40;

export interface Tenant {
  id: string;
  rows: number;
  topics: readonly number[];
}

export interface CorpusRow {
  tenant: Tenant;
  objectId: string;
  source: string;
  /** Milliseconds. */
  occurredAt: number;
  vector: Float32Array;
}

export interface CorpusOptions {
  seed: number;
  /** All rows together. */
  rows: number;
  tenants: number;
  /** The rows of the one big tenant, the first. */
  bigTenantRows: number;
  /** The rows of the second one, where it differs from the rest. */
  mediumTenantRows?: number;
}

/** Fractions of 1. */
export interface Part {
  from: number;
  to: number;
}

export interface Corpus {
  readonly tenants: readonly Tenant[];
  /**
   * The rows of some tenants as they would have arrived: by time, tenants mixed. The vector of a row
   * is overwritten by the next one.
   *
   * @param part from where to where in each tenant's rows
   */
  rows(tenants: readonly Tenant[], part: Part | ((tenant: Tenant) => Part)): Iterable<CorpusRow>;
  /** A text of the tenant's interests that is not stored. */
  query(tenant: Tenant, random: Random): Float32Array;
}

/** A big tenant, perhaps a medium one, and the rest of the rows spread evenly over the others. */
export function corpus(options: CorpusOptions): Corpus {
  const model = topicModel(options.seed);
  const random = seeded(options.seed + 1);
  const medium = options.mediumTenantRows;
  const special = medium === undefined ? 1 : 2;
  const others = options.tenants - special;
  const tenants = Array.from({ length: options.tenants }, (_, index): Tenant => {
    const rest = options.rows - options.bigTenantRows - (medium ?? 0);
    const place = index - special;
    const rows = index === 0
      ? options.bigTenantRows
      : medium !== undefined && index === 1
      ? medium
      : Math.floor(rest * (place + 1) / others) - Math.floor(rest * place / others);
    const topics = index < special
      ? Array.from({ length: model.topics }, (_, topic) => topic)
      : Array.from({ length: TOPICS_OF_TENANT }, () => random.below(model.topics));
    return { id: random.uuid(), rows, topics };
  });

  return {
    tenants,
    *rows(chosen, part) {
      const slots = chosen.flatMap((tenant) => {
        const { from: start, to } = typeof part === "function" ? part(tenant) : part;
        const from = Math.floor(tenant.rows * start);
        return Array.from({ length: Math.floor(tenant.rows * to) - from }, (_, i) => {
          const rowSeed = seedOf(tenant, from + i, options.seed);
          return { tenant, rowSeed, occurredAt: instant(seeded(rowSeed)) };
        });
      }).sort((a, b) => a.occurredAt - b.occurredAt);
      const vector = new Float32Array(DIMENSIONS);
      for (const { tenant, rowSeed } of slots) yield row(model, tenant, rowSeed, vector);
    },
    query(tenant, source) {
      const vector = new Float32Array(DIMENSIONS);
      model.sample(topicOf(tenant, source), source, vector);
      return vector;
    },
  };
}

/** Every row has its own seed, so that any part of the corpus has the same rows as the whole. */
function seedOf(tenant: Tenant, index: number, seed: number): number {
  return Number.parseInt(tenant.id.slice(0, 8), 16) ^ Math.imul(index + 1, 0x9e3779b1) ^ seed;
}

function instant(random: Random): number {
  return NOW - Math.floor(random.uniform() * DAYS * DAY);
}

function row(model: TopicModel, tenant: Tenant, rowSeed: number, vector: Float32Array): CorpusRow {
  const random = seeded(rowSeed);
  const occurredAt = instant(random);
  model.sample(topicOf(tenant, random), random, vector);
  const source = SOURCES[random.below(SOURCES.length)] ?? "slack";
  return { tenant, objectId: random.uuid(), source, occurredAt, vector };
}

function topicOf(tenant: Tenant, random: Random): number {
  return tenant.topics[random.below(tenant.topics.length)] ?? 0;
}
