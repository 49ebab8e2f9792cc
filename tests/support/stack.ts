import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { createServices, type Services } from "../../shared/apps/services.ts";
import { loadConfig } from "../../shared/platform/config.ts";
import { fixedClock } from "../../shared/platform/clock.ts";
import { pgmqRelease } from "./pgmq/release.ts";
import { rpcOver } from "../../shared/database/rpc.ts";
import { PgCurrentVersions } from "../../shared/vector/current_versions.ts";
import { PgTextSearch } from "../../shared/vector/text_search.ts";
import { startProject } from "../../supabase/commands/project.ts";
import type { Stack } from "../../supabase/embedded/options.ts";
import { InMemoryVectorStore, type Memory } from "./vector/in_memory_vector_store.ts";

/** A person who signed up at the test's stack through supabase-js. */
export interface TestUser {
  id: string;
  email: string;
  token: string;
  /** Signed in, over HTTP. */
  client: SupabaseClient;
}

/** A whole stack for one test file, with the functions in this process so that coverage sees them. */
export interface TestStack extends AsyncDisposable {
  stack: Stack;
  services: Services;
  /** Log lines of the services, one JSON object each. */
  log: string[];
  signUp(name?: string): Promise<TestUser>;
}

export interface TestStackOptions {
  /** The functions' environment beyond the stack's own, such as EMBEDDINGS_BASE_URL. */
  env?: Record<string, string>;
  /** The time that answers are about. */
  now?: string;
  /** "local" runs the local model; default "none". */
  embeddings?: "local" | "none";
  /** Replaces fetch of the services, to make a provider fail. */
  fetch?: typeof globalThis.fetch;
  /** Replaces the connectors. */
  connectors?: Services["connectors"];
}

/**
 * TEST_VECTOR_STORE=memory keeps vectors outside of the database, which must make no difference.
 * PGlite in memory from a snapshot, or the native Postgres of TEST_DATABASE_URL, whose data other
 * test files share: sign up people of your own and look at nothing else.
 */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const databaseUrl = Deno.env.get("TEST_DATABASE_URL");
  // What hosted projects run beside the newest: see tests/support/pgmq/release.ts.
  const release = Deno.env.get("TEST_PGMQ_RELEASE");
  const stack = await startProject({
    data: "memory",
    functions: "none",
    schedules: false,
    envFile: false,
    embeddings: options.embeddings ?? "none",
    log: () => {},
    ...(release && !databaseUrl ? { extensions: { pgmq: await pgmqRelease(release) } } : {}),
    ...(databaseUrl ? { databaseUrl } : {}),
  });
  if (databaseUrl) await retireOthers(stack);
  const config = loadConfig({
    SUPABASE_URL: stack.url,
    SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
    SUPABASE_SECRET_KEY: stack.secretKey,
    AUTH_JWT_ALGORITHMS: "HS256",
    AUTH_JWT_SECRET: stack.jwtSecret,
    AUTH_JWT_ISSUER: "",
    ENVIRONMENT: "test",
    ...(stack.embeddings
      ? {
        EMBEDDINGS_BASE_URL: stack.embeddings.url,
        EMBEDDINGS_API_KEY: stack.embeddings.apiKey,
        EMBEDDINGS_MODEL: stack.embeddings.model,
      }
      : {}),
    ...options.env,
  });
  const log: string[] = [];
  const memory: Memory = new Map();
  const services: Services = createServices(config, {
    write: (line) => void log.push(line),
    ...(options.now ? { clock: fixedClock(new Date(options.now)) } : {}),
    ...(options.fetch ? { fetch: options.fetch } : {}),
    ...(options.connectors ? { connectors: options.connectors } : {}),
    ...(Deno.env.get("TEST_VECTOR_STORE") === "memory"
      ? {
        vectors: (client) =>
          new InMemoryVectorStore(
            1536,
            new PgTextSearch(rpcOver(client, "public")),
            new PgCurrentVersions(services.internal),
            memory,
          ),
      }
      : {}),
  });
  return {
    stack,
    services,
    log,
    signUp: (name) => signUp(stack, name),
    [Symbol.asyncDispose]: () => stack.stop(),
  };
}

/** What other test files left in a database that they share: schedules would read it too. */
async function retireOthers(stack: Stack): Promise<void> {
  await stack.sql("update public.linked_accounts set status = 'revoked' where status = 'active'");
  await stack.sql("select pgmq.purge_queue('ingest')");
}

async function signUp(stack: Stack, name = "person"): Promise<TestUser> {
  const client = createClient(stack.url, stack.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const email = `${name}-${crypto.randomUUID()}@test.example`;
  const { data, error } = await client.auth.signUp({ email, password: crypto.randomUUID() });
  if (error) throw error;
  if (!data.user || !data.session) throw new Error("Sign-up gave no session");
  return { id: data.user.id, email, token: data.session.access_token, client };
}
