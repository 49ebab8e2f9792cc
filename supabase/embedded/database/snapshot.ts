import { join } from "node:path";
import { readStandIns } from "./extensions/bundle.ts";
import type { Migration } from "./migrate.ts";
import { PRELUDE_SOURCE } from "./prelude.ts";

/** How many snapshots stay; each is about 40 MB. One is the project's, others are for tests. */
const KEEP = 3;

/**
 * Names the state that the prelude and these migrations lead to: SHA-256 over all of their
 * text, the stand-in extensions and the versions of the packages that run them (64 hex digits).
 */
export async function snapshotKey(migrations: readonly Migration[]): Promise<string> {
  const parts = [
    PRELUDE_SOURCE,
    import.meta.resolve("@electric-sql/pglite"),
    import.meta.resolve("@electric-sql/pglite/vector"),
    import.meta.resolve("@electric-sql/pglite-pgmq"),
  ];
  for (const files of (await readStandIns()).values()) {
    for (const { name, data } of files) parts.push(name, new TextDecoder().decode(data));
  }
  for (const { file, sql } of migrations) parts.push(file, sql);
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** The folder of the snapshots. */
function folderOf(cacheFolder: string): string {
  return join(cacheFolder, "snapshots");
}

/** Reads the data directory that was saved under this key; null where there is none. */
export async function loadSnapshot(cacheFolder: string, key: string): Promise<Uint8Array | null> {
  const path = join(folderOf(cacheFolder), `${key}.tar`);
  let archive: Uint8Array;
  try {
    archive = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  // What is used stays; another process may have removed it by now, which does no harm.
  await Deno.utime(path, new Date(), new Date()).catch(() => {});
  return archive;
}

/** Saves a data directory and removes those not used lately. A reader never sees half a file. */
export async function saveSnapshot(
  cacheFolder: string,
  key: string,
  archive: Uint8Array,
): Promise<void> {
  const folder = folderOf(cacheFolder);
  await Deno.mkdir(folder, { recursive: true });
  const draft = join(folder, `${key}.${crypto.randomUUID()}`);
  await Deno.writeFile(draft, archive);
  await Deno.rename(draft, join(folder, `${key}.tar`));
  await prune(folder);
}

async function prune(folder: string): Promise<void> {
  const aged: { path: string; time: number }[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    const time = await Deno.stat(path).then((info) => info.mtime?.getTime() ?? 0, () => null);
    // Half-written files of a process that was killed age away here, too.
    if (time !== null) aged.push({ path, time });
  }
  aged.sort((a, b) => b.time - a.time);
  for (const { path } of aged.slice(KEEP)) {
    // Another process may have removed it, or hold it open.
    await Deno.remove(path).catch(() => {});
  }
}
