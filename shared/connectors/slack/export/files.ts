/** Where a Slack export is read from: a folder, a zip or memory. */
export interface ExportFiles {
  /** What a person calls it: a path. It names the export in errors. */
  readonly name: string;
  /** Paths of all files, relative, with "/" between the parts. */
  list(): Promise<string[]>;
  /** The file as text. Rejects with a reason that holds nothing of the text. */
  readText(path: string): Promise<string>;
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

/** An export held in memory: texts by path. */
export function memoryFiles(name: string, texts: ReadonlyMap<string, string>): ExportFiles {
  return {
    name,
    list: () => Promise.resolve([...texts.keys()]),
    readText: (path) => {
      const text = texts.get(path);
      return text === undefined
        ? Promise.reject(new Error("is not in the export"))
        : Promise.resolve(text);
    },
  };
}
