import type { Extensions } from "@electric-sql/pglite";
import { dirname, join } from "node:path";
import { connect, type Location } from "./connect.ts";
import type { Database } from "./database.ts";
import { migrate, type Migration } from "./migrate.ts";
import { applyPrelude } from "./prelude.ts";
import { loadSnapshot, saveSnapshot, snapshotKey } from "./snapshot.ts";

/** How to get to a migrated database. */
export interface OpenOptions {
  location: Location;
  migrations: readonly Migration[];
  /** Where packed extensions and snapshots are kept. */
  cacheFolder: string;
  /** Whether a new PGlite database may start from a snapshot, and leave one. */
  snapshot: boolean;
  /** Other releases of what PGlite brings. A database with them neither makes nor takes a snapshot. */
  extensions?: Extensions;
  log(message: string): void;
}

/** Opens the database, makes it where it does not exist, and applies what it lacks. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { location, cacheFolder, migrations, log } = options;
  const fresh = await prepareFolder(location);
  const own = options.extensions === undefined;
  const key = fresh && options.snapshot && own ? await snapshotKey(migrations) : null;
  const restored = key === null ? null : await restore(options, key);
  const database = restored ??
    await connect(location, cacheFolder, undefined, options.extensions);
  try {
    if (restored === null) {
      await applyPrelude(database);
      for (const file of await migrate(database, migrations, log)) log(`Applied ${file}`);
      if (key !== null) await save(database, cacheFolder, key, log);
    }
    await markComplete(location);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Starts from a snapshot; null where there is none, or none that is whole. */
async function restore(options: OpenOptions, key: string): Promise<Database | null> {
  const { location, cacheFolder, log } = options;
  const archive = await loadSnapshot(cacheFolder, key);
  if (archive === null) return null;
  try {
    return await connect(location, cacheFolder, archive);
  } catch (error) {
    log(`The snapshot cannot be used: ${error instanceof Error ? error.message : error}`);
    // What has been unpacked is no database; the marker still stands, as nothing is complete.
    if (location.kind === "folder") {
      await Deno.remove(location.path, { recursive: true }).catch(ignoreMissing);
    }
    return null;
  }
}

/** A snapshot only saves time, so a full disk or a read-only folder is no reason to stop. */
async function save(
  database: Database,
  cacheFolder: string,
  key: string,
  log: (message: string) => void,
): Promise<void> {
  try {
    const archive = await database.dump();
    if (archive !== null) await saveSnapshot(cacheFolder, key, archive);
  } catch (error) {
    log(`No snapshot was saved: ${error instanceof Error ? error.message : error}`);
  }
}

/** Present while a folder is being filled for the first time, when there is nothing to lose. */
function markerOf(path: string): string {
  return join(dirname(path), "database.incomplete");
}

/**
 * Removes what a start left that was killed while it made the database.
 *
 * @returns whether the database is to be made
 */
async function prepareFolder(location: Location): Promise<boolean> {
  if (location.kind === "server") return false;
  if (location.kind === "memory") return true;
  const marker = markerOf(location.path);
  const incomplete = await exists(marker);
  if (!incomplete && await exists(join(location.path, "PG_VERSION"))) return false;
  await Deno.mkdir(dirname(location.path), { recursive: true });
  await Deno.writeTextFile(marker, "");
  if (incomplete) await Deno.remove(location.path, { recursive: true }).catch(ignoreMissing);
  return true;
}

async function markComplete(location: Location): Promise<void> {
  if (location.kind === "folder") {
    await Deno.remove(markerOf(location.path)).catch(ignoreMissing);
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, (error) => {
    ignoreMissing(error);
    return false;
  });
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
