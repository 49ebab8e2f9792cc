import { type FileEntry, type Reader, ZipReader } from "@zip.js/zip.js";
import { byPortablePath, portablePath } from "./files.ts";

/** Most entries of an archive; a larger export can be unpacked and given as a folder. */
export const MAX_ENTRIES = 200_000;
/** Most bytes of all files together, unpacked. */
export const MAX_TOTAL_BYTES = 20 * 1024 ** 3;
/** How far files may be packed: JSON packs to about a tenth, a bomb to a thousandth. */
export const MAX_RATIO = 200;
/** Below this size of the whole, unpacked, packing does not matter. */
const RATIO_FROM_BYTES = 2 * 1024 ** 3;

/** A library's entry takes some 7 KB: so many are held at a time, the others only by name. */
const WINDOW = 20_000;

/** The files of an archive by portable path. */
export class ZipEntries {
  readonly paths: readonly string[];
  readonly #name: string;
  readonly #reader: Reader<unknown>;
  readonly #positions: ReadonlyMap<string, number>;
  #window = new Map<number, FileEntry>();

  private constructor(name: string, reader: Reader<unknown>, names: (readonly [string, number])[]) {
    this.#name = name;
    this.#reader = reader;
    this.#positions = byPortablePath(names);
    this.paths = [...this.#positions.keys()].sort();
  }

  /** @throws Error when it is no zip archive, or larger than the limits above */
  static async read(name: string, reader: Reader<unknown>): Promise<ZipEntries> {
    const names: (readonly [string, number])[] = [];
    let [total, packed] = [0, 0];
    for await (const { entry, position } of directory(name, reader)) {
      if (position >= MAX_ENTRIES) {
        const remedy = "unpack it and give the folder";
        throw new RangeError(`${name} has more than ${MAX_ENTRIES} entries, the limit: ${remedy}`);
      }
      if (entry === null) continue;
      names.push([entry.filename, position]);
      total += entry.uncompressedSize;
      packed += entry.compressedSize;
      if (total > MAX_TOTAL_BYTES) {
        const limit = `${MAX_TOTAL_BYTES / 1024 ** 3} GB, the limit`;
        throw new RangeError(`${name} unpacks to more than ${limit}: give a part of the export`);
      }
    }
    // Entries that share their packed data are each packed modestly, the whole is not.
    if (total > RATIO_FROM_BYTES && total > MAX_RATIO * Math.min(packed, reader.size)) {
      throw new RangeError(`${name} unpacks to more than ${MAX_RATIO} times its size, the limit`);
    }
    return new ZipEntries(name, reader, names);
  }

  async entry(path: string): Promise<FileEntry | undefined> {
    const position = this.#positions.get(path);
    if (position === undefined) return undefined;
    if (!this.#window.has(position)) await this.#moveTo(path);
    return this.#window.get(position);
  }

  /** Reads the directory again for this path and those that come after it. */
  async #moveTo(path: string): Promise<void> {
    const start = this.paths.length <= WINDOW ? 0 : this.paths.indexOf(path);
    const wanted = new Set(
      this.paths.slice(start, start + WINDOW).map((each) => this.#positions.get(each)),
    );
    this.#window = new Map();
    for await (const { entry, position } of directory(this.#name, this.#reader)) {
      if (entry !== null && wanted.has(position)) this.#window.set(position, entry);
    }
  }
}

/** Every entry in the archive's order; null stands for a folder. */
async function* directory(
  name: string,
  reader: Reader<unknown>,
): AsyncGenerator<{ entry: FileEntry | null; position: number }> {
  const zip = new ZipReader(reader, {
    useWebWorkers: false,
    strictness: "tolerant",
    normalizeFilename: portablePath,
  });
  const entries = zip.getEntriesGenerator();
  for (let position = 0;; position++) {
    const next = await entries.next().catch(() => {
      throw new Error(`${name} is not a readable zip archive`);
    });
    if (next.done) return;
    yield { entry: next.value.directory ? null : next.value, position };
  }
}
