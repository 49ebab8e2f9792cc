import { unzipSync } from "fflate";
import { assertReadableSize, type ExportFiles } from "./files.ts";

/** Files are unpacked in runs of up to this many bytes, so that the archive is not searched for each. */
const RUN_BYTES = 32 * 1024 * 1024;

/**
 * A zipped export, unpacked in memory as it is read: at most about 32 MB or one file at a time, and
 * never a file over 200 MB. Nothing is written, so names in the archive cannot reach the disk.
 * @param name the archive's path, for errors
 * @throws Error when the bytes are no zip archive
 */
export function zipFiles(name: string, bytes: Uint8Array): ExportFiles {
  const sizes = entrySizes(name, bytes);
  const paths = [...sizes.keys()].sort();
  let run = new Map<string, Uint8Array>();

  const read = (path: string): string => {
    const size = sizes.get(path);
    if (size === undefined) throw new Error("is not in the archive");
    assertReadableSize(size);
    if (!run.has(path)) run = unpackRun(bytes, path, paths, sizes);
    return new TextDecoder().decode(run.get(path));
  };
  return {
    name,
    list: () => Promise.resolve(paths),
    // Called inside the promise, so that whatever it throws rejects.
    readText: (path) => Promise.resolve().then(() => read(path)),
  };
}

/** Unpacked sizes of the archive's files by path; directories are left out. */
function entrySizes(name: string, bytes: Uint8Array): Map<string, number> {
  const sizes = new Map<string, number>();
  try {
    unzipSync(bytes, {
      filter: (entry) => {
        if (!entry.name.endsWith("/")) sizes.set(portable(entry.name), entry.originalSize);
        return false;
      },
    });
  } catch {
    throw new Error(`${name} is not a readable zip archive`);
  }
  return sizes;
}

/** The file at `path` and those after it, as far as they fit into a run. */
function unpackRun(
  bytes: Uint8Array,
  path: string,
  paths: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Map<string, Uint8Array> {
  const wanted = new Set([path]);
  let total = sizes.get(path) ?? 0;
  for (const next of paths.slice(paths.indexOf(path) + 1)) {
    total += sizes.get(next) ?? 0;
    if (total > RUN_BYTES) break;
    wanted.add(next);
  }
  try {
    return unpack(bytes, wanted);
  } catch {
    // A broken neighbour must not take this file along.
    return unpackOne(bytes, path);
  }
}

function unpackOne(bytes: Uint8Array, path: string): Map<string, Uint8Array> {
  try {
    return unpack(bytes, new Set([path]));
  } catch {
    throw new Error("its packed data is damaged or of an unsupported kind");
  }
}

function unpack(bytes: Uint8Array, wanted: ReadonlySet<string>): Map<string, Uint8Array> {
  const unpacked = unzipSync(bytes, { filter: (entry) => wanted.has(portable(entry.name)) });
  return new Map(Object.entries(unpacked).map(([name, data]) => [portable(name), data]));
}

/** Some Windows tools write backslashes between the parts. */
function portable(name: string): string {
  return name.replaceAll("\\", "/").replace(/^\.\//, "");
}
