import postgres, { type Sql } from "postgres";
import { MODEL, type Tenant } from "./corpus.ts";

/** How many nearest rows every search asks for. */
export const K = 10;

/** What is asked: a vector of one person and a window. */
export interface Question {
  tenant: Tenant;
  /** pgvector's text form. */
  vector: string;
  /** ISO instants, half open. */
  start: string;
  end: string;
}

/** One way of searching, over a session of its own as a pooled client has it. */
export interface Target {
  readonly name: string;
  /** Whatever has to happen before the clock starts. */
  prepare?(question: Question): Promise<unknown>;
  /** The ids of the objects that were found, best first. */
  search(question: Question): Promise<string[]>;
  close(): Promise<void>;
}

interface Found {
  object_id: string;
}

async function connect(url: string, settings: string): Promise<Sql> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, fetch_types: false });
  await sql.unsafe(settings);
  return sql;
}

const CALL = `select object_id, similarity from public.match_embeddings(
  $1::text::extensions.vector, $2::text, $3::integer, null, null,
  $4::text::timestamptz, $5::text::timestamptz, -1, $6::text::uuid)`;

/** Our RPC as the service role, which row level security does not bind. */
export async function asService(url: string, name: string): Promise<Target> {
  const sql = await connect(url, "set role service_role");
  return {
    name,
    search: async ({ vector, tenant, start, end }) =>
      (await sql.unsafe<Found[]>(CALL, [vector, MODEL, K, start, end, tenant.id], {
        prepare: true,
      }))
        .map((row) => row.object_id),
    close: () => sql.end(),
  };
}

/** Our RPC as the signed-in person, under row level security and without naming themselves. */
export async function asPerson(url: string, name: string): Promise<Target> {
  const sql = await connect(url, "set role authenticated");
  return {
    name,
    prepare: ({ tenant }) =>
      sql`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: tenant.id, role: "authenticated" })
      }, false)`,
    search: async ({ vector, start, end }) =>
      (await sql.unsafe<Found[]>(CALL, [vector, MODEL, K, start, end, null], { prepare: true }))
        .map((row) => row.object_id),
    close: () => sql.end(),
  };
}

/** What it was before codes. */
export async function former(url: string, name: string): Promise<Target> {
  const sql = await connect(url, "select 1");
  const call = `select object_id, similarity from public.match_former(
    $1::text::extensions.vector, $2::text, $3::integer, $4::text::timestamptz, $5::text::timestamptz, $6::text::uuid)`;
  return {
    name,
    search: async ({ vector, tenant, start, end }) =>
      (await sql.unsafe<Found[]>(call, [vector, MODEL, K, start, end, tenant.id], {
        prepare: true,
      })).map((row) => row.object_id),
    close: () => sql.end(),
  };
}

/** Names of match_embeddings' variables in its last statement, and their types, by parameter. */
const VARIABLES: [string, string][] = [
  ["query", "extensions.vector"],
  ["match_model", "text"],
  ["match_count", "integer"],
  ["earliest", "timestamptz"],
  ["latest", "timestamptz"],
  ["owner", "uuid"],
  ["object_types", "text[]"],
  ["sources", "text[]"],
  ["furthest", "double precision"],
];

/**
 * The function's own exact statement, without the function around it, under the same settings. The
 * vector is a parameter of its type: text would be parsed again for every row.
 */
export async function inline(url: string, name: string): Promise<Target> {
  const sql = await connect(url, "select 1");
  const [definition] = await sql<{ source: string }[]>`
    select prosrc as source from pg_proc where oid = 'public.match_embeddings'::regproc`;
  const settings = await sql<{ setting: string }[]>`
    select unnest(proconfig) as setting from pg_proc where oid = 'public.match_embeddings'::regproc`;
  const body = (definition?.source ?? "").replaceAll(/--.*$/gm, "");
  const start = body.lastIndexOf("return query");
  if (start < 0) throw new Error("match_embeddings ends in no return query");
  let text = body.slice(start + "return query".length, body.indexOf(";", start));
  for (const [index, [variable, type]] of VARIABLES.entries()) {
    text = text.replaceAll(
      new RegExp(`(?<![.\\w])${variable}(?!\\w)`, "g"),
      `$${index + 1}::${type}`,
    );
  }
  for (const { setting } of settings) {
    const [key = "", value = ""] = setting.split("=");
    if (key !== "search_path") await sql`select set_config(${key}, ${value}, false)`;
  }
  await sql.unsafe("set role service_role");
  return {
    name,
    search: async ({ vector, tenant, start, end }) =>
      (await sql.unsafe<Found[]>(text, [vector, MODEL, K, start, end, tenant.id, null, null, 2], {
        prepare: true,
      })).map((row) => row.object_id),
    close: () => sql.end(),
  };
}

/** The peer's RPC. Its JSON filter can name the person, and no window. */
export async function peer(url: string, name: string, rpc: string): Promise<Target> {
  const sql = await connect(url, "set search_path = public, extensions");
  const call = `select * from ${rpc}($1::text::vector, $2::integer, $3::text::jsonb)`;
  return {
    name,
    search: async ({ vector, tenant }) =>
      (await sql.unsafe<{ metadata: Found }[]>(
        call,
        [vector, K, JSON.stringify({ user_id: tenant.id })],
        { prepare: true },
      )).map((row) => row.metadata.object_id),
    close: () => sql.end(),
  };
}

/** The right answer, by comparing every row of the person and window. */
export async function exactAnswer(sql: Sql, question: Question): Promise<string[]> {
  const rows = await sql.unsafe<Found[]>(
    // Adding nothing to the distance keeps every vector index out.
    `select object_id from public.embeddings
     where user_id = $1::text::uuid and embedding_model = $2::text
       and occurred_at >= $3::text::timestamptz and occurred_at < $4::text::timestamptz
     order by (embedding operator(extensions.<=>) $5::extensions.vector) + 0 limit $6::integer`,
    [question.tenant.id, MODEL, question.start, question.end, question.vector, K],
  );
  return rows.map((row) => row.object_id);
}
