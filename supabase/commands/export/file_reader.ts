import { Reader } from "@zip.js/zip.js";

/** A file on disk as zip.js reads it: the parts that are asked for, never the whole. */
export class FileReader extends Reader<Deno.FsFile> {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    super(file);
    this.#file = file;
  }

  override async init(): Promise<void> {
    this.size = (await this.#file.stat()).size;
  }

  override async readUint8Array(index: number, length: number) {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - index)));
    // Position and reads must not be parted by those of another call.
    this.#file.seekSync(index, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < bytes.length) {
      const count = this.#file.readSync(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return await Promise.resolve(bytes.subarray(0, filled));
  }
}
