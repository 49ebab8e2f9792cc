import type { Extensions } from "@electric-sql/pglite";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createApi } from "./api/api.ts";
import { startAutovacuum } from "./schedules/autovacuum.ts";
import { type FunctionConfig, readConfig } from "./config.ts";
import { startCron } from "./schedules/cron.ts";
import type { Query } from "./database/database.ts";
import type { Location } from "./database/connect.ts";
import { readMigrations } from "./database/migrate.ts";
import { openDatabase } from "./database/open.ts";
import { type DemoUser, ensureDemoUser } from "../commands/start/demo_user.ts";
import { serveEmbeddings } from "./embeddings/server.ts";
import { platformEnv, readEnvFile } from "./functions/env.ts";
import { startFunctions } from "./functions/functions.ts";
import { createGateway, type Handler } from "./gateway/gateway.ts";
import { listen } from "./gateway/listener.ts";
import { startNet } from "./schedules/net.ts";
import { memoryState, openDataFolder } from "./state.ts";
import { storeSecret } from "./database/vault.ts";

/** What to start. Only `data` and `log` must be given. */
export interface StackOptions {
  /** "memory", or the folder that keeps the project; made where it does not exist. */
  data: string;
  log(message: string): void;
  /** Of 127.0.0.1. Default: any free one. */
  port?: number;
  /** Variables for the functions; they win over those of the stack. */
  functionsEnv?: Record<string, string>;
  /** Default: the project that this file belongs to. The four below are relative to it. */
  projectRoot?: string;
  /** Default: supabase/migrations. */
  migrationsDir?: string;
  /** Default: supabase/config.toml. */
  configPath?: string;
  /** Default: supabase/functions. */
  functionsDir?: string;
  /** Whether the functions get what `.env` in the project root sets. Default: true. */
  envFile?: boolean;
  /** A Postgres server to use instead of PGlite, as superuser. */
  databaseUrl?: string;
  /** A fixed time for the clock of the functions, ISO 8601. */
  clockNow?: string;
  /** "local" (default) serves the local model to the functions. */
  embeddings?: "local" | "none";
  /** "process" (default) runs the functions in a process of their own. */
  functions?: "process" | "none";
  /** Whether pg_cron jobs run and pg_net requests are sent. Default: true. */
  schedules?: boolean;
  /** Whether a new database may start from a snapshot of a migrated one. Default: true. */
  snapshot?: boolean;
  /** Other releases of the extensions that PGlite brings. */
  extensions?: Extensions;
  /** Whether to sign up the demo user. Default: false. */
  demoUser?: boolean;
}

/** A running stack. */
export interface Stack {
  /** The address of the gateway, without a path. */
  url: string;
  publishableKey: string;
  secretKey: string;
  /** Signs user tokens (HS256). */
  jwtSecret: string;
  /** An OpenAI-compatible server; null with `embeddings: "none"`. */
  embeddings: { url: string; apiKey: string; model: string } | null;
  /** Null without `demoUser`. */
  demo: DemoUser | null;
  /** Runs one statement as superuser. */
  sql: Query;
  /** Answers a request as the gateway does, without the network. */
  fetch: Handler;
  /** Ends everything that belongs to the stack. May be called again. */
  stop(): Promise<void>;
}

const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Starts a Supabase project on this machine without Docker: Postgres (PGlite or a server) with
 * the migrations applied, Auth and the Data API, the edge functions, running pg_cron and pg_net
 * stand-ins, and local embeddings. When it fails half-way it leaves nothing running.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { log } = options;
  const root = resolve(options.projectRoot ?? PROJECT_ROOT);
  const functionsDir = resolve(root, options.functionsDir ?? "supabase/functions");
  const migrationsDir = resolve(root, options.migrationsDir ?? "supabase/migrations");
  const configPath = resolve(root, options.configPath ?? "supabase/config.toml");

  await using cleanup = new AsyncDisposableStack();
  const listener = listen(options.port ?? 0, log);
  cleanup.defer(() => listener.stop());
  const config = await readConfig(configPath, functionsDir, log);
  const migrations = await readMigrations(migrationsDir);

  const store = options.data === "memory"
    ? memoryState()
    : await openDataFolder(resolve(options.data));
  cleanup.defer(() => store.release());
  await store.update({ url: listener.url });
  const keys = {
    publishableKey: store.state.publishable_key,
    secretKey: store.state.secret_key,
    jwtSecret: store.state.jwt_secret,
  };

  let embeddings: Stack["embeddings"] = null;
  if (options.embeddings !== "none") {
    const server = serveEmbeddings(store.state.embeddings_key, log);
    cleanup.defer(() => server.stop());
    embeddings = { url: server.url, apiKey: store.state.embeddings_key, model: server.model };
  }

  // The database and the functions' process start side by side: each keeps one core busy.
  const [database, functions] = await bothOrNone(
    openDatabase({
      location: locate(options.databaseUrl, store.databaseFolder),
      migrations,
      cacheFolder: join(PROJECT_ROOT, ".prometheus"),
      snapshot: options.snapshot ?? true,
      ...(options.extensions ? { extensions: options.extensions } : {}),
      log,
    }),
    startFunctions({
      functions: options.functions === "none"
        ? new Map<string, FunctionConfig>()
        : config.functions,
      env: {
        ...(options.envFile ?? true ? await readEnvFile(root) : {}),
        ...platformEnv({ ...keys, url: listener.url, embeddings, clockNow: options.clockNow }),
        ...options.functionsEnv,
      },
      origin: listener.url,
      readable: [root, functionsDir, PROJECT_ROOT],
      log,
    }),
    (opened) => opened.close(),
    (started) => started.stop(),
  );
  cleanup.defer(() => database.close());
  cleanup.defer(() => functions.stop());

  await storeSecret(database, "project_url", listener.url, "Where SQL reaches the functions");
  await storeSecret(database, "secret_key", keys.secretKey, "What SQL calls the functions with");

  const api = await createApi(database, config, keys, log);
  const gateway = createGateway({
    api: api.fetch,
    functions: functions.fetch,
    config: options.functions === "none" ? new Map() : config.functions,
    jwtSecret: keys.jwtSecret,
  });
  listener.handle(gateway);
  const demo = options.demoUser ? await ensureDemoUser(store, gateway) : null;

  if (options.schedules ?? true) {
    for (const start of [startNet, startCron, startAutovacuum]) {
      const worker = await start({ database, log });
      if (worker) cleanup.defer(() => worker.stop());
    }
  }
  // The socket closes before what lies behind it, which the order above would not do.
  cleanup.defer(() => listener.stop());

  const owned = cleanup.move();
  return {
    url: listener.url,
    ...keys,
    embeddings,
    demo,
    sql: database.query,
    fetch: gateway,
    stop: () => owned.disposeAsync(),
  };
}

function locate(url: string | undefined, folder: string | null): Location {
  if (url !== undefined) return { kind: "server", url };
  return folder === null ? { kind: "memory" } : { kind: "folder", path: folder };
}

/** Waits for both; where one fails, the other is undone. */
async function bothOrNone<A, B>(
  first: Promise<A>,
  second: Promise<B>,
  undoFirst: (value: A) => Promise<void>,
  undoSecond: (value: B) => Promise<void>,
): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === "fulfilled" && b.status === "fulfilled") return [a.value, b.value];
  if (a.status === "fulfilled") await undoFirst(a.value);
  if (b.status === "fulfilled") await undoSecond(b.value);
  throw a.status === "rejected" ? a.reason : b.status === "rejected" ? b.reason : undefined;
}
