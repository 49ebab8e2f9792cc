/** Where a Slack export is read from: a folder, a zip or memory. */
export interface ExportFiles {
  /** What a person calls it: a path. It names the export in errors. */
  readonly name: string;
  /** Paths of all files, relative, as `portablePath` writes them, each once. */
  list(): Promise<string[]>;
  /**
   * The file's text (UTF-8), in pieces. Throws, when it is read, an error with a reason that holds
   * nothing of the text.
   */
  text(path: string): AsyncIterable<string>;
}

/** A file that unpacks to more than this is refused: no day of a channel is as large. */
export const MAX_FILE_BYTES = 200 * 1024 * 1024;

/** @throws RangeError when a file is larger than `MAX_FILE_BYTES` */
export function assertReadableSize(bytes: number): void {
  if (bytes > MAX_FILE_BYTES) {
    const limit = MAX_FILE_BYTES / 1024 / 1024;
    throw new RangeError(`holds ${bytes} bytes unpacked, and at most ${limit} MB are read`);
  }
}

/**
 * A path as every part of the reader writes it: "/" between the parts (some Windows tools pack
 * backslashes), nothing before the first, and Unicode form NFC: a Mac writes names in NFD, Slack's
 * lists are in NFC, and one conversation must not have two names.
 */
export function portablePath(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(?:\.?\/)+/, "").normalize("NFC");
}

/**
 * Each path in portable form with what it stands for. Where two become the same, the later one gets a
 * number ("2018-02-02 (2).json"), so that both are read.
 */
export function byPortablePath<T>(entries: Iterable<readonly [string, T]>): Map<string, T> {
  const found = new Map<string, T>();
  for (const [raw, value] of entries) {
    const path = portablePath(raw);
    let free = path;
    for (let copy = 2; found.has(free); copy++) free = path.replace(/(\.[^./]*)?$/, ` (${copy})$1`);
    found.set(free, value);
  }
  return found;
}

/** An export held in memory: texts by path. */
export function memoryFiles(name: string, texts: ReadonlyMap<string, string>): ExportFiles {
  const portable = byPortablePath(texts);
  return {
    name,
    list: () => Promise.resolve([...portable.keys()]),
    text: (path) => pieces(portable.get(path)),
  };
}

async function* pieces(text: string | undefined): AsyncGenerator<string> {
  if (text === undefined) throw new Error("is not in the export");
  yield text;
}
