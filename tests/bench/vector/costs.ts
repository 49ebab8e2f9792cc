import postgres, { type Sql, type TransactionSql } from "postgres";
import { type Spread, spread } from "../jobs/statistics.ts";
import { MODEL, type Tenant } from "./corpus.ts";

/** What one relation takes, for each vector that its table has. */
export interface Bytes {
  table: string;
  relation: string;
  kind: "heap" | "index" | "graph";
  rows: number;
  bytesAVector: number;
}

/** Milliseconds a row of one kind of write, over batches. */
export interface WriteCost {
  write: string;
  milliseconds: Spread;
}

const TABLES = ["embeddings", "former_embeddings", "documents"];
const BATCH = 20;
const ROWS = 200;

/** Heap and every index of ours, of what was before, and of the peer. */
export async function bytes(sql: Sql): Promise<Bytes[]> {
  const all: Bytes[] = [];
  for (const table of TABLES) {
    const [counted] = await sql<{ rows: number }[]>`
      select count(*)::integer as rows from ${sql(`public.${table}`)}`;
    const rows = counted?.rows ?? 0;
    const relations = await sql<{ name: string; access: string; size: number }[]>`
      select c.relname as name, a.amname as access, pg_relation_size(c.oid)::float8 as size
      from pg_class c join pg_am a on a.oid = c.relam
      where c.oid = ${`public.${table}`}::text::regclass
        or c.oid in (select indexrelid from pg_index where indrelid = ${`public.${table}`}::text::regclass)
      order by a.amname = 'hnsw', c.relkind desc, c.relname`;
    for (const { name, access, size } of relations) {
      const kind = access === "heap" ? "heap" : access === "hnsw" ? "graph" : "index";
      all.push({ table, relation: name, kind, rows, bytesAVector: size / rows });
    }
  }
  return all;
}

/** What a row costs to write, all indexes and triggers included; nothing of it stays. */
export async function writeCosts(url: string, small: Tenant, big: Tenant): Promise<WriteCost[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, fetch_types: false });
  try {
    const copies = (table: string) => `
      insert into public.${table} (user_id, object_type, object_id, embedding_model, embedding_dim, embedding,
        content_hash, source, occurred_at, expires_at)
      select user_id, object_type, gen_random_uuid(), embedding_model, embedding_dim, embedding,
        content_hash, source, occurred_at + interval '1 second', expires_at
      from staged where batch = $1`;
    const insert = async (write: string, tenant: Tenant, table: string): Promise<WriteCost> => ({
      write,
      milliseconds: await undone(sql, tenant, async (open, batch) => {
        await open.unsafe(copies(table), [batch]);
      }),
    });
    return [
      await insert("insert, former", small, "former_embeddings"),
      await insert("insert, below the border", small, "embeddings"),
      await insert("insert, person in the graph", big, "embeddings"),
      {
        write: "taking a row into the graph",
        milliseconds: await undone(
          sql,
          big,
          async (open) => {
            await open`select internal.move_graph_rows(${BATCH}, '1 minute')`;
          },
          async (open) => {
            await open`insert into internal.graph_members (user_id, embedding_model) values (${big.id}, ${MODEL})
              on conflict do nothing`;
            for (let batch = 0; batch < ROWS / BATCH; batch++) {
              await open.unsafe(copies("embeddings"), [batch]);
            }
          },
        ),
      },
    ];
  } finally {
    await sql.end();
  }
}

class Undo extends Error {}

/** Times each batch of copies of the tenant's rows in a transaction that is rolled back. */
async function undone(
  sql: Sql,
  tenant: Tenant,
  write: (open: TransactionSql, batch: number) => Promise<void>,
  prepare?: (open: TransactionSql) => Promise<void>,
): Promise<Spread> {
  const times: number[] = [];
  await sql.begin(async (open) => {
    await open`create temporary table staged on commit drop as
      select e.*, ((row_number() over ()) % ${ROWS / BATCH}::bigint)::integer as batch
      from (select * from public.embeddings where user_id = ${tenant.id} limit ${ROWS}) as e`;
    await open`create index on staged (batch)`;
    await prepare?.(open);
    for (let batch = 0; batch < ROWS / BATCH; batch++) {
      const started = performance.now();
      await write(open, batch);
      times.push((performance.now() - started) / BATCH);
    }
    throw new Undo();
  }).catch((error) => {
    if (!(error instanceof Undo)) throw error;
  });
  // The first batch fills caches.
  return spread(times.slice(1));
}
