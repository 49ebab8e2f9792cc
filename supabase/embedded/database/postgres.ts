import { createPostgresConnection } from "@supabase/lite/postgres";
import type { Sql } from "postgres";
import {
  type Database,
  keepGrants,
  type Query,
  quoteIdentifier,
  type StatementRows,
} from "./database.ts";
import { isoTimestamp, TIMESTAMP, TIMESTAMPTZ } from "./timestamps.ts";

/** The part of a postgres.js client that a pool, a reserved session and a transaction share. */
type Runner = Pick<Sql, "unsafe">;

const queryWith = (runner: Runner): Query => async (text, parameters = []) => [
  ...await runner.unsafe<never[]>(text, parameters.map((value) => value as never)),
];

/** The types json and jsonb. */
const JSON_TYPES = [114, 3802];

/** Opens a Postgres server, as the superuser that the URL names. Each call has its own session. */
export async function openPostgres(url: string): Promise<Database> {
  const connection = createPostgresConnection({ url, postgresOptions: { onnotice: () => {} } });
  keepGrants(connection);
  const client: Sql = connection.driver;
  // @supabase/lite hands JSON over as text, as PGlite wants it, and the driver would encode it again.
  for (const type of JSON_TYPES) {
    client.options.serializers[type] = (value: unknown) =>
      typeof value === "string" ? value : JSON.stringify(value);
  }
  for (const type of [TIMESTAMP, TIMESTAMPTZ]) client.options.parsers[type] = isoTimestamp;
  // Fails here, with the reason, and not at the first request.
  await client.unsafe("select 1");

  const runWith = async (runner: Runner, text: string): Promise<StatementRows[]> => {
    // Without parameters this is the simple protocol: many statements, one transaction.
    const results = await runner.unsafe(text).simple();
    const list = Array.isArray(results) && "command" in results ? [results] : [...results];
    return list.map((result) => {
      const { count, columns } = result as unknown as {
        count: number | null;
        columns?: { name: string }[];
      };
      return {
        columns: columns?.map(({ name }) => name) ?? [],
        rows: [...result as unknown as Record<string, unknown>[]],
        count: count ?? 0,
      };
    });
  };

  return {
    kind: "postgres",
    connection,
    exclusive: (work) => work(),
    query: queryWith(client),
    async script(text, { role } = {}) {
      const session = await client.reserve();
      try {
        if (role !== undefined) await session.unsafe(`set role ${quoteIdentifier(role)}`);
        return (await runWith(session, text)).map(({ columns, count }) => ({
          rowCount: count,
          returnsRows: columns.length > 0,
        }));
      } finally {
        if (role !== undefined) await session.unsafe("reset role");
        session.release();
      }
    },
    async run(text) {
      const session = await client.reserve();
      try {
        return await runWith(session, text);
      } finally {
        session.release();
      }
    },
    // The cast undoes UnwrapPromiseArray of postgres.js, which only matters for arrays of promises.
    transaction: <T>(work: (query: Query) => Promise<T>) =>
      client.begin((open) => work(queryWith(open))) as Promise<T>,
    listen: async (channel, callback) => void await client.listen(channel, callback),
    dump: () => Promise.resolve(null),
    close: () => connection.close(),
  };
}
