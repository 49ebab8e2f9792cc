import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database, Json } from "./database.types.ts";
import { databaseError } from "./errors.ts";

/** Schemas that the Data API exposes; `internal` to the service alone. */
export type Schema = "public" | "internal";

type Functions<S extends Schema> = Database[S]["Functions"];
/** SQL functions of a schema by name. */
export type FunctionName<S extends Schema> = keyof Functions<S> & string;

/** What Postgres takes for JSON, and null: the generated types know neither. */
type Given<T> = NonNullable<Json> extends T ? unknown : T | null;
/** Arguments of one SQL function by name, as its migration declares them. */
export type FunctionArguments<S extends Schema, N extends FunctionName<S>> = Functions<S>[N] extends
  { Args: infer A } ? { [K in keyof A]: Given<A[K]> } : never;

/**
 * Calls one SQL function of a schema, by the names that the migrations give it and its arguments.
 * What it returns is parsed by the caller: types that were generated are no check of what arrives.
 *
 * @throws {DatabaseError} with the SQLSTATE where the database refuses
 */
export type Rpc<S extends Schema = "internal"> = <N extends FunctionName<S>>(
  name: N,
  args: FunctionArguments<S, N>,
) => Promise<unknown>;

/** SQL functions of `schema` through `client`. */
export function rpcOver<S extends Schema>(
  client: SupabaseClient<Database>,
  schema: S,
): Rpc<S> {
  return async (name, args) => {
    // The typed client wants its own argument types, which refuse null.
    const call: { data: unknown; error: { code: string; message: string } | null } = await client
      .schema(schema as "public").rpc(name as never, args as never);
    if (call.error) throw databaseError(name, call.error, "call");
    return call.data;
  };
}
