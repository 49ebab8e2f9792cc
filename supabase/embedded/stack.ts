import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createApi } from "./api/api.ts";
import { createMailbox } from "./api/mailbox.ts";
import { type FunctionConfig, readConfig } from "./config.ts";
import type { Location } from "./database/connect.ts";
import { readMigrations } from "./database/migrate.ts";
import { openDatabase } from "./database/open.ts";
import { storeSecret } from "./database/vault.ts";
import { serveEmbeddings } from "./embeddings/server.ts";
import { platformEnv, readEnvFile } from "./functions/env.ts";
import { startFunctions } from "./functions/functions.ts";
import { watchFolders } from "./functions/watch.ts";
import { createGateway } from "./gateway/gateway.ts";
import { listen } from "./gateway/listener.ts";
import type { Identity, Stack, StackOptions } from "./options.ts";
import { startAutovacuum } from "./schedules/autovacuum.ts";
import { startCron } from "./schedules/cron.ts";
import { startNet } from "./schedules/net.ts";
import { memoryState, openDataFolder } from "./state.ts";

/** What the functions of this stack need to load, such as its node_modules, lies below it. */
const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Starts a Supabase project on this machine without Docker: Postgres (PGlite or a server) with
 * the migrations applied, Auth and the Data API, the edge functions, running pg_cron and pg_net
 * stand-ins, and local embeddings. When it fails half-way it leaves nothing running.
 *
 * @throws Deno.errors.AddrInUse, DataFolderError, ConfigError, MigrationError
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { log } = options;
  const root = resolve(options.projectRoot ?? PROJECT_ROOT);
  const functionsDir = resolve(root, options.functionsDir ?? "supabase/functions");
  const migrationsDir = resolve(root, options.migrationsDir ?? "supabase/migrations");
  const configPath = resolve(root, options.configPath ?? "supabase/config.toml");

  await using cleanup = new AsyncDisposableStack();
  // The port first: where it is taken, nothing else has been started for nothing.
  const listener = listen(options.port ?? 0, log);
  cleanup.defer(() => listener.stop());
  const config = await readConfig(configPath, functionsDir, log);
  const migrations = await readMigrations(migrationsDir);

  const store = options.data === "memory"
    ? memoryState()
    : await openDataFolder(resolve(options.data));
  cleanup.defer(() => store.release());
  await store.update({ url: listener.url });

  let embeddings: Identity["embeddings"] = null;
  if (options.embeddings !== "none") {
    const server = serveEmbeddings(store.state.embeddings_key, log);
    cleanup.defer(() => server.stop());
    embeddings = { url: server.url, apiKey: store.state.embeddings_key, model: server.model };
  }
  const identity: Identity = {
    url: listener.url,
    publishableKey: store.state.publishable_key,
    secretKey: store.state.secret_key,
    jwtSecret: store.state.jwt_secret,
    embeddings,
  };
  const fromFile = options.envFile === false
    ? {}
    : await readEnvFile(resolve(root, options.envFile ?? ".env"), log);

  // The database and the functions' processes start side by side: each keeps one core busy.
  const [database, functions] = await bothOrNone(
    openDatabase({
      location: locate(options.databaseUrl, store.databaseFolder),
      migrations,
      cacheFolder: resolve(root, options.cacheFolder ?? ".embedded"),
      snapshot: options.snapshot ?? true,
      ...(options.extensions ? { extensions: options.extensions } : {}),
      log,
    }),
    startFunctions({
      functions: options.functions === "none"
        ? new Map<string, FunctionConfig>()
        : config.functions,
      env: {
        ...fromFile,
        ...options.functionsEnv?.(identity, fromFile),
        ...platformEnv(identity),
      },
      origin: listener.url,
      readable: [root, functionsDir, PROJECT_ROOT],
      processes: options.processes ?? 2,
      log,
    }),
    (opened) => opened.close(),
    (started) => started.stop(),
  );
  cleanup.defer(() => database.close());
  cleanup.defer(() => functions.stop());
  if (options.watch) {
    const folders = options.watch.map((folder) => resolve(root, folder));
    const watcher = watchFolders(folders, log, () => functions.reload());
    cleanup.defer(() => watcher.stop());
  }

  for (const secret of options.vaultSecrets?.(identity) ?? []) await storeSecret(database, secret);

  const mailbox = createMailbox(log);
  const api = await createApi(database, config, identity, mailbox, log);
  const gateway = createGateway({
    api: api.fetch,
    functions: functions.fetch,
    mails: mailbox.mails,
    sql: database.run,
    secretKey: identity.secretKey,
    config: options.functions === "none" ? new Map() : config.functions,
    jwtSecret: identity.jwtSecret,
    page: options.page === undefined
      ? null
      : { folder: resolve(root, options.page), publishableKey: identity.publishableKey },
  });
  listener.handle(gateway);

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
    ...identity,
    sql: database.query,
    fetch: gateway,
    mails: mailbox.mails,
    notes: {
      read: (name) => store.state.notes[name],
      write: (name, value) => store.update({ notes: { ...store.state.notes, [name]: value } }),
    },
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
