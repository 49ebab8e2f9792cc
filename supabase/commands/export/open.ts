import type { ExportFiles } from "../../../shared/connectors/slack/export/files.ts";
import { zipFiles } from "../../../shared/connectors/slack/export/zip_files.ts";
import { FileReader } from "./file_reader.ts";
import { folderFiles } from "./folder_files.ts";

/**
 * The Slack export at a path: a folder, or a zip archive as Slack delivers it. An archive stays open
 * until the program ends or the result is disposed of.
 * @throws Error naming the path when nothing readable is there
 */
export async function openExport(path: string): Promise<ExportFiles & Disposable> {
  const file = await fileAt(path);
  if (file === null) return { ...folderFiles(path), [Symbol.dispose]: () => {} };
  try {
    return { ...await zipFiles(path, new FileReader(file)), [Symbol.dispose]: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The opened file, or null for a folder. */
async function fileAt(path: string): Promise<Deno.FsFile | null> {
  try {
    const { isDirectory } = await Deno.stat(path);
    return isDirectory ? null : await Deno.open(path);
  } catch (error) {
    throw new Error(
      error instanceof Deno.errors.NotFound
        ? `${path} does not exist: give the folder or zip file of a Slack export`
        : `${path} cannot be read: check the permissions of the folder or zip file`,
    );
  }
}
