import { join } from "node:path";
import {
  assertReadableSize,
  byPortablePath,
  type ExportFiles,
} from "../../../shared/connectors/slack/export/files.ts";

/** An export has `<channel>/<date>.json`, a Grid's `teams/<workspace>/` around it, people more. */
const MAX_DEPTH = 12;

/** An unpacked export in a folder on disk. Symbolic links in it are not followed. */
export function folderFiles(folder: string): ExportFiles {
  let paths: Promise<Map<string, string>> | null = null;
  const portable = () =>
    paths ??= listFiles(folder, "", MAX_DEPTH).then((found) =>
      byPortablePath(found.map((path) => [path, path]))
    );
  return {
    name: folder,
    list: async () => [...(await portable()).keys()],
    text: async function* (path) {
      const file = join(folder, (await portable()).get(path) ?? path);
      const decoder = new TextDecoder();
      try {
        assertReadableSize((await Deno.lstat(file)).size);
        for await (const bytes of (await Deno.open(file)).readable) {
          yield decoder.decode(bytes, { stream: true });
        }
      } catch (error) {
        throw error instanceof RangeError ? error : new Error(reason(error));
      }
      yield decoder.decode();
    },
  };
}

/** Files, and what lies too deep or is neither file nor folder, so that it can be named. */
async function listFiles(folder: string, prefix: string, depth: number): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await entriesOf(join(folder, prefix))) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isFile) paths.push(path);
    else if (entry.isDirectory && depth > 1) {
      paths.push(...await listFiles(folder, path, depth - 1));
    } else paths.push(`${path} (${entry.isSymlink ? "a link" : "too deep"})`);
  }
  return paths.sort();
}

async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    throw new Error(`${folder} cannot be listed: ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "no permission to read it";
  if (error instanceof Deno.errors.NotFound) return "it is not there";
  return "the file system refused it";
}
