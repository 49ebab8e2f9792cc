import { connectionEnv, output, sql } from "../../native/tools.ts";
import { type Copy, copyInto, PSQL } from "./copy.ts";
import { type Corpus, type CorpusRow, DAY, MODEL, NOW, type Tenant } from "./corpus.ts";
import { FORMER_INDEXES, FORMER_SCHEMA } from "./former.ts";
import { seeded } from "./random.ts";
import type { TextCorpus } from "./texts.ts";
import { PEER_INDEXES, PEER_SCHEMA } from "./peer.ts";
import { DIMENSIONS } from "./topics.ts";

const COLUMNS = "user_id, object_type, object_id, embedding_model, embedding_dim, " +
  "embedding, content_hash, source, occurred_at, expires_at";
const OURS = `public.embeddings (${COLUMNS}, in_graph)`;
const FORMER = `public.former_embeddings (${COLUMNS})`;
const PEER = "public.documents (content, metadata, embedding)";
/** More than one worker may corrupt an HNSW index before pgvector 0.8.2 (CVE-2026-3172). */
const BUILD = "set max_parallel_maintenance_workers = 0; set maintenance_work_mem = '2GB';";

/** Makes the tables of the peer and of what was before, the users, and ours empty. */
export async function prepare(
  url: string,
  data: Corpus,
  texts: readonly TextCorpus[],
): Promise<void> {
  await sql(
    url,
    `drop table if exists documents, former_embeddings;
    drop function if exists match_documents, match_documents_lean, match_former;
    ${PEER_SCHEMA}
    ${FORMER_SCHEMA}
    truncate public.embeddings;`,
  );
  const users = [...data.tenants, ...texts].map(({ id }) => `('${id}', '${id}@example.test')`).join(
    ",\n",
  );
  await sql(url, `insert into auth.users (id, email) values ${users} on conflict do nothing;`);
}

/** The HNSW indexes of ours, as the migrations define them, of what was before, and of the peer. */
export async function hnswIndexes(url: string): Promise<{ name: string; sql: string }[]> {
  const rows = await sql(
    url,
    `select indexname, indexdef from pg_indexes
     where schemaname = 'public' and tablename = 'embeddings' and indexdef like '% USING hnsw %';`,
  );
  const ours = rows.split("\n").filter((line) => line !== "").map((line) => {
    const [name = "", definition = ""] = line.split("|");
    return { name, sql: definition };
  });
  if (ours.length === 0) throw new Error("public.embeddings has no HNSW index: run the migrations");
  return [...FORMER_INDEXES, ...PEER_INDEXES, ...ours];
}

/** A row of ours, and the same as it was before. */
function write(copies: { ours: Copy; former: Copy }, row: CorpusRow, inGraph: boolean): void {
  const { tenant, objectId, source, occurredAt, vector } = row;
  for (const copy of [copies.ours, copies.former]) {
    copy.rows.row(copy === copies.ours ? 11 : 10).uuid(tenant.id).text("event").uuid(objectId)
      .text(MODEL).int(DIMENSIONS).vector(vector).text(objectId.replaceAll("-", "").repeat(2))
      .text(source).timestamp(occurredAt).timestamp(occurredAt + 60 * DAY);
  }
  copies.ours.rows.bool(inGraph);
}

/**
 * Loads the corpus and the texts into all tables, and returns how many rows that is.
 *
 * @param share of each tenant's rows, 0 to 1
 */
export async function load(
  url: string,
  data: Corpus,
  texts: readonly TextCorpus[],
  share: (tenant: Tenant) => number,
): Promise<number> {
  const copies = { ours: copyInto(url, OURS), former: copyInto(url, FORMER) };
  const peer = copyInto(url, PEER);
  let rows = 0;
  const arriving = data.rows(data.tenants, (tenant) => ({ from: 0, to: share(tenant) }));
  for (const row of arriving) {
    const { tenant, objectId, source, occurredAt, vector } = row;
    write(copies, row, tenant === data.tenants[0]);
    peer.rows.row(3).text(`Message ${objectId}`).jsonb({
      user_id: tenant.id,
      object_id: objectId,
      source,
      occurred_at: new Date(occurredAt).toISOString(),
    }).vector(vector);
    await Promise.all([copies.ours.flush(), copies.former.flush(), peer.flush()]);
    rows++;
  }
  const random = seeded(rows);
  for (const { id, vectors } of texts) {
    const tenant = { id, rows: vectors.length, topics: [] };
    for (const vector of vectors) {
      const objectId = random.uuid();
      write(copies, { tenant, objectId, source: "slack", occurredAt: NOW - DAY, vector }, false);
      await Promise.all([copies.ours.flush(), copies.former.flush()]);
      rows++;
    }
  }
  await Promise.all([copies.ours.end(), copies.former.end(), peer.end()]);
  return rows;
}

/** Builds indexes two at a time, then collects statistics. Returns seconds by index. */
export async function build(
  url: string,
  indexes: readonly { name: string; sql: string }[],
): Promise<Record<string, number>> {
  const seconds: Record<string, number> = {};
  const waiting = [...indexes];
  const worker = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const started = performance.now();
      await sql(url, `${BUILD} ${index.sql};`);
      seconds[index.name] = Math.round((performance.now() - started) / 100) / 10;
    }
  };
  await Promise.all([worker(), worker()]);
  for (const table of ["public.embeddings", "public.former_embeddings", "public.documents"]) {
    await vacuum(url, table);
  }
  return seconds;
}

/** Drops the given indexes, so that rows load quickly. */
export async function drop(url: string, indexes: readonly { name: string }[]): Promise<void> {
  await sql(url, indexes.map(({ name }) => `drop index if exists public.${name};`).join("\n"));
}

/** Visibility for index-only scans, and statistics: what autovacuum does after a while. */
async function vacuum(url: string, table: string): Promise<void> {
  await output(PSQL, ["-Xq", "-c", `vacuum (analyze) ${table}`], { env: connectionEnv(url) });
}
