import type { Rpc, Schema } from "../../../shared/database/rpc.ts";
import { DatabaseError } from "../../../shared/database/errors.ts";
import postgres, { type Sql } from "postgres";

/** SQL functions over a connection of its own, as the service role. */
export interface SqlClient extends AsyncDisposable {
  sql: Sql;
  internal: Rpc;
  public: Rpc<"public">;
}

interface Signature {
  /** Type of each argument by name. */
  types: Map<string, string>;
  returnsRows: boolean;
  returnsNothing: boolean;
}

/** Connects as `role` (default: the service), with `max` connections. */
export function connectSql(url: string, { max = 1, role = "service_role" } = {}): SqlClient {
  const sql = postgres(url, {
    max,
    connection: role === "" ? {} : { role },
    onnotice: () => {},
    // A test that takes a server away wants to know at once.
    connect_timeout: 5,
    backoff: () => 0.1,
  });
  return {
    sql,
    internal: sqlRpc(sql, "internal"),
    public: sqlRpc(sql, "public"),
    [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }),
  };
}

/** What the Data API does for an RPC: named arguments in, JSON out, one transaction a call. */
export function sqlRpc<S extends Schema>(sql: Sql, schema: S): Rpc<S> {
  const known = new Map<string, Promise<Signature>>();
  return async (name, args) => {
    const signature = known.get(name) ?? readSignature(sql, schema, name);
    known.set(name, signature);
    try {
      const { types, returnsRows, returnsNothing } = await signature;
      const given = Object.entries(args).filter(([, value]) => value !== undefined);
      const list = given.map(([key], index) =>
        `"${key}" => ${parameter(index + 1, types.get(key) ?? "text")}`
      ).join(", ");
      const call = `${schema}."${name}"(${list})`;
      const text = returnsRows
        ? `select coalesce(jsonb_agg(to_jsonb(r)), '[]') as value from ${call} as r`
        : returnsNothing
        ? `select null as value from (select ${call}) as r`
        : `select to_jsonb(${call}) as value`;
      const rows = await sql.unsafe<{ value: unknown }[]>(
        text,
        given.map(([, value]) =>
          value === null ? null : typeof value === "object" ? JSON.stringify(value) : String(value)
        ),
        { prepare: true },
      );
      return rows[0]?.value ?? null;
    } catch (error) {
      known.delete(name);
      const { code, message } = error as { code?: string; message?: string };
      throw new DatabaseError(name, code ?? "unknown", message ?? "");
    }
  };
}

/** Everything is sent as text and cast here, so that each driver type is JSON's. */
function parameter(place: number, type: string): string {
  return type.endsWith("[]")
    ? `(select array(select jsonb_array_elements_text($${place}::text::jsonb))::${type})`
    : `$${place}::text::${type}`;
}

async function readSignature(sql: Sql, schema: string, name: string): Promise<Signature> {
  const rows = await sql<
    { names: string[] | null; types: string[]; returns_rows: boolean; returns_nothing: boolean }[]
  >`
    select p.proargnames as names, p.proretset as returns_rows,
      p.prorettype = 'void'::regtype as returns_nothing,
      array(select format_type(t, null) from unnest(p.proargtypes) with ordinality as a (t, place)
        order by place) as types
    from pg_proc p where p.pronamespace = ${schema}::regnamespace and p.proname = ${name}`;
  const [row] = rows;
  if (!row || rows.length > 1) throw new Error(`${schema}.${name} is not one function`);
  return {
    types: new Map(row.types.map((type, index) => [row.names?.[index] ?? "", type])),
    returnsRows: row.returns_rows,
    returnsNothing: row.returns_nothing,
  };
}
