import { type FileEntry, type Reader, Uint8ArrayReader } from "@zip.js/zip.js";
import { assertReadableSize, type ExportFiles } from "./files.ts";
import { MAX_RATIO, ZipEntries } from "./zip_entries.ts";

/** Where the archive's bytes come from, read as they are needed. */
export type ZipSource = Uint8Array | Reader<unknown>;

/** Below this size, unpacked, packing does not matter. */
const RATIO_FROM_BYTES = 1024 * 1024;

/**
 * A zipped export, unpacked in pieces as it is read. Nothing is written, so names in the archive
 * cannot reach the disk. Names without the UTF-8 flag are read as UTF-8 where they are, as Slack
 * writes them, else as code page 437.
 * @param name the archive's path, for errors
 * @throws Error when the bytes are no zip archive, or when it is larger than the limits of `ZipEntries`
 */
export async function zipFiles(name: string, source: ZipSource): Promise<ExportFiles> {
  const reader = source instanceof Uint8Array ? new Uint8ArrayReader(source) : source;
  const entries = await ZipEntries.read(name, reader);
  return {
    name,
    list: () => Promise.resolve([...entries.paths]),
    text: async function* (path) {
      yield* entryText(await entries.entry(path));
    },
  };
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
