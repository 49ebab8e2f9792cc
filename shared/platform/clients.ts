import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Config } from "./config.ts";
import { DatabaseError } from "./errors.ts";

/** Calls one SQL function and returns what it returns, parsed from JSON. */
export type Rpc = (name: string, args: Record<string, unknown>) => Promise<unknown>;

/** Data API as one signed-in person: RLS applies. */
export function userClient(
  config: Config,
  token: string,
  fetch: typeof globalThis.fetch,
): SupabaseClient {
  return createClient(config.supabase.url, config.supabase.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch, headers: { authorization: `Bearer ${token}` } },
  });
}

/** Data API as the service: RLS does not apply. The key goes out in `apikey` alone. */
export function serviceClient(
  config: Pick<Config, "supabase">,
  fetch: typeof globalThis.fetch,
): SupabaseClient {
  // supabase-js repeats the key as a bearer token, and an sb_secret_ key is not a JWT.
  const withoutBearer: typeof globalThis.fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    if (config.supabase.secretKey.startsWith("sb_secret_")) headers.delete("authorization");
    return fetch(input, { ...init, headers });
  };
  return createClient(config.supabase.url, config.supabase.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: withoutBearer },
  });
}

/** SQL functions of `schema` through `client`. */
export function rpcOver(client: SupabaseClient, schema: "public" | "internal"): Rpc {
  return async (name, args) => {
    const { data, error } = await client.schema(schema).rpc(name, args);
    if (error) throw databaseError(name, error);
    return data;
  };
}

/** Keeps code and message; `details` may quote the failing row and is dropped. */
export function databaseError(
  operation: string,
  error: { code?: string; message: string },
): DatabaseError {
  // Where nothing answered at all, supabase-js gives an empty code.
  return new DatabaseError(operation, error.code || "unknown", error.message);
}
