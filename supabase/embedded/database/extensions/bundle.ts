import { createTarGzip } from "nanotar";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The extensions that are plain SQL here, by the name that `create extension` uses. */
export const STAND_INS = ["pg_cron", "pg_net", "supabase_vault"] as const;

const here = dirname(fileURLToPath(import.meta.url));

/** One file of an extension, as `create extension` looks for it. */
interface ExtensionFile {
  name: string;
  data: Uint8Array;
}

/**
 * Reads an extension's folder: one `NAME.control` and at least the `NAME--VERSION.sql` that is
 * its default version.
 */
export async function readExtension(folder: string, name: string): Promise<ExtensionFile[]> {
  const files: ExtensionFile[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const belongs = entry.name === `${name}.control` ||
      (entry.name.startsWith(`${name}--`) && entry.name.endsWith(".sql"));
    if (entry.isFile && belongs) {
      files.push({ name: entry.name, data: await Deno.readFile(join(folder, entry.name)) });
    }
  }
  files.sort((a, b) => a.name < b.name ? -1 : 1);
  const control = files.find((file) => file.name === `${name}.control`);
  if (!control) throw new Error(`${folder} has no ${name}.control`);
  const version = /^\s*default_version\s*=\s*'([^']+)'/m
    .exec(new TextDecoder().decode(control.data))?.[1];
  if (!version) throw new Error(`${join(folder, control.name)} sets no default_version`);
  if (!files.some((file) => file.name === `${name}--${version}.sql`)) {
    throw new Error(`${folder} has no ${name}--${version}.sql, the default version`);
  }
  return files;
}

/** Everything that decides what the stand-ins do, for a cache key. */
export async function readStandIns(): Promise<Map<string, ExtensionFile[]>> {
  const all = new Map<string, ExtensionFile[]>();
  for (const name of STAND_INS) all.set(name, await readExtension(join(here, name), name));
  return all;
}

/**
 * Packs the stand-ins as the `.tar.gz` archives that PGlite installs, in `cacheFolder` under a
 * name with their content hash, and returns their addresses by extension name.
 */
export async function bundleExtensions(cacheFolder: string): Promise<Record<string, URL>> {
  const folder = join(cacheFolder, "extensions");
  await Deno.mkdir(folder, { recursive: true });
  const bundles: Record<string, URL> = {};
  for (const [name, files] of await readStandIns()) {
    const archive = await pack(files);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", archive));
    const path = join(folder, `${name}-${digest.toHex().slice(0, 16)}.tar.gz`);
    await writeOnce(path, archive);
    bundles[name] = pathToFileURL(path);
  }
  return bundles;
}

/** A reproducible archive: the same files give the same bytes. */
export async function pack(files: readonly ExtensionFile[]): Promise<Uint8Array<ArrayBuffer>> {
  const packed = await createTarGzip(
    files.map(({ name, data }) => ({
      name: `share/postgresql/extension/${name}`,
      data,
      attrs: { mtime: 0 },
    })),
  );
  return new Uint8Array(packed);
}

/** Two stacks may start at once: each writes its own file and the rename decides. */
async function writeOnce(path: string, content: Uint8Array): Promise<void> {
  try {
    if ((await Deno.stat(path)).size === content.length) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const draft = `${path}.${crypto.randomUUID()}`;
  await Deno.writeFile(draft, content);
  await Deno.rename(draft, path);
}
