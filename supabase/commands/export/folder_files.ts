import { join } from "node:path";
import {
  assertReadableSize,
  type ExportFiles,
} from "../../../shared/connectors/slack/export/files.ts";

/** An export has `<channel>/<date>.json`, possibly in one more folder. */
const MAX_DEPTH = 3;

/** An unpacked export in a folder on disk. Symbolic links in it are not followed. */
export function folderFiles(folder: string): ExportFiles {
  return {
    name: folder,
    list: () => listFiles(folder, "", MAX_DEPTH),
    readText: async (path) => {
      const file = join(folder, path);
      try {
        assertReadableSize((await Deno.lstat(file)).size);
        return await Deno.readTextFile(file);
      } catch (error) {
        throw error instanceof RangeError ? error : new Error(reason(error));
      }
    },
  };
}

async function listFiles(folder: string, prefix: string, depth: number): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await entriesOf(join(folder, prefix))) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isFile) paths.push(path);
    else if (entry.isDirectory && depth > 1) {
      paths.push(...await listFiles(folder, path, depth - 1));
    }
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
