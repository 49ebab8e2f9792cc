import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { join, resolve } from "node:path";
import { createApi } from "../../../supabase/embedded/api/api.ts";
import { createMailbox } from "../../../supabase/embedded/api/mailbox.ts";
import { readConfig } from "../../../supabase/embedded/config.ts";
import { connect } from "../../../supabase/embedded/database/connect.ts";
import { applyPrelude } from "../../../supabase/embedded/database/prelude.ts";
import { platformEnv } from "../../../supabase/embedded/functions/env.ts";
import { listen } from "../../../supabase/embedded/gateway/listener.ts";
import { startCron } from "../../../supabase/embedded/schedules/cron.ts";
import { managementApi, PERMISSIONS, type ProjectState } from "./management.ts";
import { type RunningFunction, runUpload } from "./runtime.ts";

/** A hosted project on this machine: its database, its platform, and whatever is deployed to it. */
export interface LoopbackProject extends AsyncDisposable {
  state: ProjectState;
  /** Where the management API, the Data API and the deployed functions are. */
  url: string;
  /** A file for SUPABASE_PROFILE that names it. */
  profile: string;
  /** The database, empty as a new project's. */
  databaseUrl: string;
  sql: PGlite["query"];
  /** What went wrong here, a line each. */
  log: string[];
}

/** Starts a new project, with nothing deployed. */
export async function startLoopbackProject(): Promise<LoopbackProject> {
  await using cleanup = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "loopback-project-" });
  cleanup.defer(() => Deno.remove(folder, { recursive: true }));

  const database = await connect({ kind: "memory" }, join(folder, "cache"));
  cleanup.defer(() => database.close());
  await applyPrelude(database);
  const driver = Reflect.get(database.connection, "driver");
  if (!(driver instanceof PGlite)) throw new Error("The database is no PGlite any more");
  const wire = new PGLiteSocketServer({ db: driver, host: "127.0.0.1", port: 0 });
  await wire.start();
  cleanup.defer(() => wire.stop());

  const state: ProjectState = {
    ref: "loopbackprojectabcde",
    name: "Loopback",
    status: "ACTIVE_HEALTHY",
    token: `sbp_${"0123456789".repeat(4)}`,
    permissions: new Set(PERMISSIONS),
    dbSchema: "public,graphql_public",
    extraSearchPath: "public,extensions",
    publishableKey: "sb_publishable_loopback",
    secretKey: `sb_secret_${crypto.randomUUID()}`,
    secrets: new Map(),
    bundles: new Map(),
    functions: new Map(),
    calls: [],
  };
  const config = await readConfig(
    resolve("supabase/config.toml"),
    resolve("supabase/functions"),
    () => {},
  );
  const keys = { ...state, jwtSecret: crypto.randomUUID() };
  const api = await createApi(database, config, keys, createMailbox(() => {}), () => {});

  const running = new Map<string, Promise<RunningFunction>>();
  const stopFunctions = async () => {
    const started = [...running.values()];
    running.clear();
    for (const each of await Promise.allSettled(started)) {
      if (each.status === "fulfilled") await each.value[Symbol.asyncDispose]();
    }
  };
  cleanup.defer(stopFunctions);
  let clock: Awaited<ReturnType<typeof startCron>> = null;
  cleanup.defer(async () => await clock?.stop());
  const management = managementApi(state, database, async () => {
    await stopFunctions();
    // Not before: the schedules would share the one session with whoever migrates.
    clock ??= await startCron({ database, log: () => {} });
  });

  const functions = "/functions/v1";
  const log: string[] = [];
  const listener = listen(0, (line) => log.push(line));
  cleanup.defer(() => listener.stop());
  listener.handle(async (request) => {
    const { pathname, search, origin } = new URL(request.url);
    if (pathname.startsWith("/v1/")) return await management.fetch(request);
    if (!pathname.startsWith(`${functions}/`)) return await api.fetch(request);
    const path = pathname.slice(functions.length);
    const upload = state.functions.get(path.split("/")[1] ?? "");
    if (!upload) return Response.json({ message: "Function not found" }, { status: 404 });
    const env = {
      ...Object.fromEntries(state.secrets),
      ...platformEnv({ url: origin, ...state }),
    };
    const started = running.get(upload.slug) ?? runUpload(upload, env);
    running.set(upload.slug, started);
    // One that does not start is tried again with the next request.
    started.catch(() => running.delete(upload.slug));
    return await (await started).fetch(new Request(`${origin}${path}${search}`, request));
  });
  const { url } = listener;
  const profile = join(folder, "profile.yaml");
  await Deno.writeTextFile(
    profile,
    ["name: loopback", "project_host: projects.invalid"].concat(
      ["api_url", "dashboard_url", "docs_url"].map((name) => `${name}: ${url}`),
    ).join("\n"),
  );
  const owned = cleanup.move();
  return {
    state,
    url,
    profile,
    databaseUrl: `postgresql://postgres@${wire.getServerConn()}/postgres?sslmode=disable`,
    sql: driver.query.bind(driver),
    log,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
