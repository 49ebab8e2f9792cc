import type { ExportFiles } from "../../../shared/connectors/slack/export/files.ts";

/** An export whose reading can be watched. */
export interface CountedFiles {
  files: ExportFiles;
  total: number;
  /** Files of which the text was read so far. */
  done(): number;
}

/** Counts the files of an export as they are read. */
export async function countFiles(files: ExportFiles): Promise<CountedFiles> {
  const paths = (await files.list()).filter((path) => path.endsWith(".json"));
  const read = new Set<string>();
  return {
    files: {
      name: files.name,
      list: () => files.list(),
      text: (path) => {
        read.add(path);
        return files.text(path);
      },
    },
    total: paths.length,
    done: () => Math.min(read.size, paths.length),
  };
}
