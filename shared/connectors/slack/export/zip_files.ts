import {
  type Entry,
  type FileEntry,
  type Reader,
  Uint8ArrayReader,
  ZipReader,
} from "@zip.js/zip.js";
import { assertReadableSize, byPortablePath, type ExportFiles, portablePath } from "./files.ts";

/** Where the archive's bytes come from, read as they are needed. */
export type ZipSource = Uint8Array | Reader<unknown>;

/** Most entries of an archive; a larger export can be unpacked and given as a folder. */
export const MAX_ENTRIES = 200_000;
/** Most bytes of all files together, unpacked. */
export const MAX_TOTAL_BYTES = 20 * 1024 ** 3;
/** How far a file may be packed: JSON packs to about a tenth, a bomb to a thousandth. */
export const MAX_RATIO = 200;
/** Below these sizes, unpacked, packing does not matter. */
const RATIO_FROM_BYTES = 1024 * 1024;
const RATIO_FROM_TOTAL_BYTES = 2 * 1024 ** 3;

/**
 * A zipped export, unpacked in pieces as it is read. Nothing is written, so names in the archive
 * cannot reach the disk. Names without the UTF-8 flag are read as UTF-8 where they are, as Slack
 * writes them, else as code page 437.
 * @param name the archive's path, for errors
 * @throws Error when the bytes are no zip archive, or when it is larger than the limits above
 */
export async function zipFiles(name: string, source: ZipSource): Promise<ExportFiles> {
  const reader = source instanceof Uint8Array ? new Uint8ArrayReader(source) : source;
  const entries = await entriesOf(name, reader);
  const paths = [...entries.keys()].sort();
  return {
    name,
    list: () => Promise.resolve(paths),
    text: (path) => entryText(entries.get(path)),
  };
}

async function entriesOf(name: string, reader: Reader<unknown>): Promise<Map<string, FileEntry>> {
  const zip = new ZipReader(reader, {
    useWebWorkers: false,
    strictness: "tolerant",
    normalizeFilename: portablePath,
  });
  const found: FileEntry[] = [];
  let [count, total, packed] = [0, 0, 0];
  const entries = zip.getEntriesGenerator();
  while (true) {
    const next = await entries.next().catch(() => {
      throw new Error(`${name} is not a readable zip archive`);
    });
    if (next.done) break;
    const entry: Entry = next.value;
    count += 1;
    if (count > MAX_ENTRIES) {
      const remedy = "unpack it and give the folder";
      throw new RangeError(`${name} has more than ${MAX_ENTRIES} entries, the limit: ${remedy}`);
    }
    if (entry.directory) continue;
    found.push(entry);
    total += entry.uncompressedSize;
    packed += entry.compressedSize;
    if (total > MAX_TOTAL_BYTES) {
      const limit = `${MAX_TOTAL_BYTES / 1024 ** 3} GB, the limit`;
      throw new RangeError(`${name} unpacks to more than ${limit}: give a part of the export`);
    }
  }
  // Entries that share their packed data are each packed modestly, the whole is not.
  if (total > RATIO_FROM_TOTAL_BYTES && total > MAX_RATIO * Math.min(packed, reader.size)) {
    throw new RangeError(`${name} unpacks to more than ${MAX_RATIO} times its size, the limit`);
  }
  return byPortablePath(found.map((entry) => [entry.filename, entry]));
}

async function* entryText(entry: FileEntry | undefined): AsyncGenerator<string> {
  if (entry === undefined) throw new Error("is not in the archive");
  const { uncompressedSize: size, compressedSize } = entry;
  assertReadableSize(size);
  if (size > RATIO_FROM_BYTES && size > MAX_RATIO * compressedSize) {
    throw new RangeError(`is packed more than ${MAX_RATIO} times, the limit`);
  }
  if (entry.encrypted) throw new Error("is encrypted: unpack the archive and give the folder");
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  // Its failure is the readable's failure too, where it is handled.
  const done = entry.getData(writable, {
    useWebWorkers: false,
    checkSignature: true,
    checkOverlappingEntry: true,
  }).catch(async (error: unknown) => {
    // Where it failed before it wrote, nobody else ends the stream.
    await writable.abort(error).catch(() => {});
    return { failed: error };
  });
  const decoder = new TextDecoder();
  let unpacked = 0;
  try {
    for await (const bytes of readable) {
      unpacked += bytes.length;
      if (unpacked > size) throw new RangeError(`unpacks to more than the ${size} bytes it claims`);
      yield decoder.decode(bytes, { stream: true });
    }
  } catch (error) {
    throw error instanceof RangeError && unpacked > size ? error : damaged();
  }
  const result = await done;
  if (typeof result === "object" && result !== null && "failed" in result) throw damaged();
  yield decoder.decode();
}

function damaged(): Error {
  return new Error("its packed data is damaged or of an unsupported kind");
}
