import type { FunctionConfig } from "../config.ts";
import { fetchPackages } from "./packages.ts";
import { startPool } from "./pool.ts";
import type { Supervisor } from "./supervisor.ts";

/** What the functions of a project need. */
export interface FunctionsOptions {
  functions: ReadonlyMap<string, FunctionConfig>;
  env: Record<string, string>;
  /** What functions see as the origin of their requests. */
  origin: string;
  /** Folders that functions may read. */
  readable: readonly string[];
  /** Processes for those of one import map. Default: 1. */
  processes?: number;
  log(message: string): void;
  /** How long a function may take to answer, in milliseconds. */
  wallClock?: number;
}

/**
 * Runs the functions, those with the same import map in the same processes.
 *
 * @throws Error when a process does not come up; the others are ended
 */
export async function startFunctions(options: FunctionsOptions): Promise<Supervisor> {
  const { functions, log, wallClock } = options;
  const groups = Map.groupBy(functions.values(), (entry) => entry.importMap);
  await using cleanup = new AsyncDisposableStack();
  const byName = new Map<string, Supervisor>();
  const reloads: (() => Promise<void>)[] = [];
  for (const [importMap, members] of groups) {
    const fetchNeeded = () =>
      fetchPackages(members.map((member) => member.entrypoint), importMap, log);
    await fetchNeeded();
    const supervisor = await startPool({
      functions: members.map(({ name, entrypoint }) => ({ name, entrypoint })),
      importMap,
      env: options.env,
      origin: options.origin,
      readable: options.readable,
      processes: options.processes ?? 1,
      log,
      ...(wallClock === undefined ? {} : { wallClock }),
    });
    cleanup.defer(() => supervisor.stop());
    reloads.push(async () => {
      await fetchNeeded();
      await supervisor.reload();
    });
    for (const { name } of members) byName.set(name, supervisor);
  }
  const owned = cleanup.move();
  return {
    async fetch(request) {
      const supervisor = byName.get(new URL(request.url).pathname.split("/")[1] ?? "");
      if (supervisor) return await supervisor.fetch(request);
      const message = "Requested function was not found";
      return Response.json({ code: "NOT_FOUND", message }, { status: 404 });
    },
    async reload() {
      await Promise.all(reloads.map((reload) => reload()));
    },
    stop: () => owned.disposeAsync(),
  };
}
