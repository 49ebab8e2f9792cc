import assert from "node:assert/strict";
import type { Sql } from "postgres";
import { buildEvent } from "../../../../shared/events/event.ts";
import type { QueueName } from "../../../../shared/contracts/queue_messages.ts";
import { textHash } from "../../../../shared/models/text_hash.ts";
import {
  type EmbeddingsServer,
  serveTestEmbeddings,
  vectorOf,
} from "../../../providers/embeddings_server.ts";
import { type JournalServer, serveJournals } from "../../../providers/journal_server.ts";
import { type NativeServer, startNativeServer } from "../../../support/native/server.ts";
import { connectSql, type SqlClient } from "../../../support/native/sql_rpc.ts";
import { quickSettings, type RunnerOptions } from "./runner_options.ts";
import { work } from "./work.ts";

const QUEUES: QueueName[] = ["ingest", "embed", "summarize", "retain"];

/** A native database, a provider, and ways to look at both. */
export interface World extends AsyncDisposable {
  server: NativeServer;
  /** As superuser. */
  sql: Sql;
  /** As the service. */
  service: SqlClient;
  provider: EmbeddingsServer;
  /** What the accounts have to be read; pages of three. */
  journals: JournalServer;
  /** Options of a worker of this world. */
  worker(job: QueueName, more?: Partial<RunnerOptions>): RunnerOptions;
}

export async function createWorld(): Promise<World> {
  await using cleanup = new AsyncDisposableStack();
  const server = cleanup.use(await startNativeServer());
  const provider = cleanup.use(serveTestEmbeddings());
  const journals = cleanup.use(serveJournals(3));
  const admin = cleanup.use(connectSql(server.url, { role: "" }));
  const service = cleanup.use(connectSql(server.url));
  // The schedules of the project would queue and wake on their own.
  await admin.sql`update cron.job set active = false`;
  const owned = cleanup.move();
  return {
    server,
    sql: admin.sql,
    service,
    provider,
    journals,
    worker: (job, more = {}) => ({
      job,
      databaseUrl: server.url,
      env: {
        EMBEDDINGS_BASE_URL: provider.url,
        EMBEDDINGS_API_KEY: provider.apiKey,
        EMBEDDINGS_MODEL: provider.model,
      },
      journalUrl: journals.url,
      leaseSeconds: 2,
      stopAt: 0,
      runs: 1,
      settings: quickSettings,
      ...more,
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Empties everything. */
export async function reset({ sql, provider }: World): Promise<void> {
  await sql`truncate public.events, public.threads, public.summaries, public.proposals, public.embeddings,
    internal.dead_letters, internal.job_runs, internal.account_leases, internal.deletion_audit cascade`;
  await sql`delete from auth.users`;
  for (const queue of QUEUES) await sql`select pgmq.purge_queue(${queue})`;
  provider.refuse = () => null;
}

/** Somebody with one linked account. */
export interface Person {
  userId: string;
  accountId: string;
  /** The account's id at the provider. */
  providerAccountId: string;
}

/** Signs somebody up. */
export async function addPerson({ sql }: World): Promise<Person> {
  const providerAccountId = crypto.randomUUID();
  const [user] = await sql`
    insert into auth.users (id, email)
    values (gen_random_uuid(), ${`${providerAccountId}@example.test`}) returning id`;
  const userId = String(user?.["id"]);
  const [account] = await sql`
    insert into public.linked_accounts (user_id, provider, provider_account_id)
    values (${userId}, 'slack', ${providerAccountId}) returning id`;
  return { userId, accountId: String(account?.["id"]), providerAccountId };
}

/** `number` texts by message id; both name `prefix`. */
export function messages(prefix: string, number: number): Map<string, string> {
  return new Map(
    Array.from({ length: number }, (_, n) => [`${prefix}-${n}`, `Message ${n} of ${prefix}`]),
  );
}

/** Stores one event for each text, by message id, which queues its embedding. */
export async function storeEvents(
  { service }: World,
  userId: string,
  texts: ReadonlyMap<string, string>,
  occurredAt = "2026-01-01T00:00:00Z",
): Promise<void> {
  await service.internal("ingest_events", {
    batch: {
      user_id: userId,
      source: "slack",
      source_account_id: null,
      threads: [],
      events: [...texts].map(([id, text]) =>
        buildEvent({
          external_id: id,
          thread_external_id: null,
          event_type: "message",
          title: null,
          author: null,
          place: null,
          addressed: "none",
          source_version: "",
          body: text,
          url: null,
          text_for_embedding: text,
          importance_score: 0,
          occurred_at: occurredAt,
          deleted: false,
          raw: {},
        })
      ),
    },
  });
}

/** Lets every visibility timeout and lease that killed workers left behind run out now. */
export async function passTime({ sql }: World): Promise<void> {
  for (const queue of QUEUES) {
    await sql.unsafe(`update pgmq.q_${queue} set vt = least(vt, clock_timestamp())`);
  }
  await sql`update internal.account_leases set expires_at = least(expires_at, clock_timestamp())`;
}

export async function send({ sql }: World, queue: QueueName, message: object): Promise<void> {
  await sql`select pgmq.send(${queue}, ${JSON.stringify(message)}::text::jsonb)`;
}

/** Runs in a row that change nothing, after which a queue is stuck. */
const idleRuns = 1000;

/**
 * Works in this process until nothing of a queue is left, killed workers' claims included. However
 * long that takes: it fails when nothing moves any more, not when the machine is slow.
 */
export async function drain(world: World, options: RunnerOptions): Promise<void> {
  let idle = 0;
  let last = Infinity;
  const { internal, public: publicRpc } = world.service;
  for (let left = await waiting(world, options.job); left > 0;) {
    if (idle > idleRuns) {
      const rows = await world.sql.unsafe(
        `select msg_id, read_ct, vt - clock_timestamp() as visible_in, message from pgmq.q_${options.job} limit 5`,
      );
      throw new Error(`${options.job} is stuck: ${JSON.stringify(rows)}`);
    }
    const { completed } = await work(options, {
      internal,
      public: publicRpc,
      fetch,
      write: () => {},
    });
    left = await waiting(world, options.job);
    // Other workers may be at the same queue.
    idle = completed > 0 || left !== last ? 0 : idle + 1;
    last = left;
    if (completed === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Messages in a queue, claimed and postponed ones too. */
export async function waiting({ sql }: World, queue: QueueName): Promise<number> {
  const [row] = await sql.unsafe(`select count(*)::integer as n from pgmq.q_${queue}`);
  return Number(row?.["n"]);
}

/** Numbers before and after a fault. */
export interface Counts {
  events: number;
  embeddings: number;
  waiting: number;
  dead: number;
}

export async function counts(world: World): Promise<Counts> {
  const [row] = await world.sql`select
    (select count(*)::integer from public.events) as events,
    (select count(*)::integer from public.embeddings) as embeddings,
    (select count(*)::integer from internal.dead_letters) as dead`;
  let messages = 0;
  for (const queue of QUEUES) messages += await waiting(world, queue);
  return {
    events: Number(row?.["events"]),
    embeddings: Number(row?.["embeddings"]),
    waiting: messages,
    dead: Number(row?.["dead"]),
  };
}

/**
 * That the events are exactly `texts` by id, each with exactly the vector of what it says, that no
 * other vector is stored, that no queue holds anything and nobody holds an account.
 */
export async function assertSettled(
  world: World,
  texts: ReadonlyMap<string, string>,
  options: { unembedded?: ReadonlySet<string> } = {},
): Promise<void> {
  const { sql } = world;
  for (const queue of QUEUES) assert.equal(await waiting(world, queue), 0, `${queue} is empty`);
  const held =
    await sql`select 1 from internal.account_leases where expires_at > clock_timestamp()`;
  assert.equal(held.length, 0, "no account is held");
  const events = await sql`
    select id, external_id, text_for_embedding as text from public.events where deleted_at is null`;
  assert.deepEqual(
    new Map(events.map((event) => [event["external_id"], event["text"]])),
    texts,
    "every event is there once, and says what its source says",
  );
  assert.equal(events.length, texts.size, "no event is doubled");

  const vectors = await sql`
    select object_id, chunk_index, content_hash, embedding::text as vector from public.embeddings
    where object_type = 'event'`;
  const byEvent = Map.groupBy(vectors, (row) => String(row["object_id"]));
  let expected = 0;
  for (const event of events) {
    if (options.unembedded?.has(String(event["external_id"]))) continue;
    expected++;
    const text = String(event["text"]);
    const stored = byEvent.get(String(event["id"])) ?? [];
    assert.equal(stored.length, 1, `one vector for ${event["external_id"]}`);
    assert.equal(stored[0]?.["content_hash"], await textHash(text));
    const actual: number[] = JSON.parse(String(stored[0]?.["vector"]));
    const wanted = await vectorOf(text);
    assert.ok(
      actual.every((value, index) => Math.abs(value - (wanted[index] ?? NaN)) < 1e-6),
      `the vector of ${event["external_id"]} is that of its text`,
    );
  }
  assert.equal(vectors.length, expected, "no vector without its event");
  assert.deepEqual(world.provider.faults, [], "the provider was asked properly");
}
