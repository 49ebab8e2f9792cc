import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Config } from "../platform/config.ts";
import type { Platform } from "../platform/platform.ts";
import type { Database } from "./database.types.ts";
import { fetchWithRequestId } from "../platform/request_id.ts";
import { type Rpc, rpcOver } from "./rpc.ts";

/** The Data API, typed by the schema that the migrations make. */
export type Client = SupabaseClient<Database>;

/** The ways to the database that a function has. */
export interface DataAccess {
  /** Service-only SQL functions in schema `internal`. */
  internal: Rpc;
  /** The Data API as the service: RLS does not apply, so every query names the person. */
  service: Client;
  /** The Data API as this person: RLS applies. */
  as(user: { token: string }): Client;
}

/** The Data API of the configured project. */
export function createDataAccess(
  { config, fetch }: Pick<Platform, "config" | "fetch">,
): DataAccess {
  const service = serviceClient(config, fetch);
  return {
    internal: rpcOver(service, "internal"),
    service,
    as: (user) => userClient(config, user.token, fetch),
  };
}

/** Data API as one signed-in person: RLS applies. */
export function userClient(
  config: Pick<Config, "supabase">,
  token: string,
  fetch: typeof globalThis.fetch,
): Client {
  return createClient<Database>(config.supabase.url, config.supabase.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchWithRequestId(fetch), headers: { authorization: `Bearer ${token}` } },
  });
}

/** Data API as the service: RLS does not apply. The key goes out in `apikey` alone. */
export function serviceClient(
  config: Pick<Config, "supabase">,
  fetch: typeof globalThis.fetch,
): Client {
  // supabase-js repeats the key as a bearer token, and an sb_secret_ key is not a JWT.
  const withoutBearer: typeof globalThis.fetch = (input, init) => {
    const headers = new Headers((init as RequestInit | undefined)?.headers);
    if (config.supabase.secretKey.startsWith("sb_secret_")) headers.delete("authorization");
    return fetch(input, { ...init, headers });
  };
  return createClient<Database>(config.supabase.url, config.supabase.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchWithRequestId(withoutBearer) },
  });
}
