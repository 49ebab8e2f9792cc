import { connectionEnv, output, sql } from "../../native/tools.ts";
import { copyInto, PSQL } from "./copy.ts";
import { type Corpus, DAY, MODEL, type Tenant } from "./corpus.ts";
import { PEER_INDEXES, PEER_SCHEMA } from "./peer.ts";
import { DIMENSIONS } from "./topics.ts";

const OURS =
  "public.embeddings (user_id, object_type, object_id, embedding_model, embedding_dim, " +
  "embedding, content_hash, source, occurred_at, expires_at)";
const PEER = "public.documents (content, metadata, embedding)";
/** More than one worker may corrupt an HNSW index before pgvector 0.8.2 (CVE-2026-3172). */
const BUILD = "set max_parallel_maintenance_workers = 0; set maintenance_work_mem = '2GB';";

/** Makes the peer's table, the users, and ours empty. */
export async function prepare(url: string, data: Corpus): Promise<void> {
  await sql(
    url,
    `drop table if exists documents; drop function if exists match_documents, match_documents_lean;
    ${PEER_SCHEMA}
    truncate public.embeddings;`,
  );
  const users = data.tenants.map(({ id }) => `('${id}', '${id}@example.test')`).join(",\n");
  await sql(url, `insert into auth.users (id, email) values ${users} on conflict do nothing;`);
}

/** The HNSW indexes of ours, as the migrations define them, and of the peer. */
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
  return [...ours, ...PEER_INDEXES];
}

/**
 * Loads the corpus into both tables, and returns how many rows that is.
 *
 * @param share of each tenant's rows, 0 to 1
 */
export async function load(
  url: string,
  data: Corpus,
  share: (tenant: Tenant) => number,
): Promise<number> {
  const ours = copyInto(url, OURS);
  const peer = copyInto(url, PEER);
  let rows = 0;
  const arriving = data.rows(data.tenants, (tenant) => ({ from: 0, to: share(tenant) }));
  for (const { tenant, objectId, source, occurredAt, vector } of arriving) {
    ours.rows.row(10).uuid(tenant.id).text("event").uuid(objectId).text(MODEL).int(DIMENSIONS)
      .vector(vector).text(objectId.replaceAll("-", "").repeat(2)).text(source)
      .timestamp(occurredAt).timestamp(occurredAt + 60 * DAY);
    peer.rows.row(3).text(`Message ${objectId}`).jsonb({
      user_id: tenant.id,
      object_id: objectId,
      source,
      occurred_at: new Date(occurredAt).toISOString(),
    }).vector(vector);
    await Promise.all([ours.flush(), peer.flush()]);
    rows++;
  }
  await Promise.all([ours.end(), peer.end()]);
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
  for (const table of ["public.embeddings", "public.documents"]) await vacuum(url, table);
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
