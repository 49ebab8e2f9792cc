import type { ExportFiles } from "../../../shared/connectors/slack/export/files.ts";
import { zipFiles } from "../../../shared/connectors/slack/export/zip_files.ts";
import { folderFiles } from "./folder_files.ts";

/**
 * The Slack export at a path: a folder, or a zip archive as Slack delivers it.
 * @throws Error naming the path when nothing readable is there
 */
export async function openExport(path: string): Promise<ExportFiles> {
  const bytes = await bytesOf(path);
  return bytes === null ? folderFiles(path) : zipFiles(path, bytes);
}

/** The file's bytes, or null for a folder. */
async function bytesOf(path: string): Promise<Uint8Array | null> {
  try {
    const { isDirectory } = await Deno.stat(path);
    return isDirectory ? null : await Deno.readFile(path);
  } catch (error) {
    throw new Error(
      error instanceof Deno.errors.NotFound
        ? `${path} does not exist: give the folder or zip file of a Slack export`
        : `${path} cannot be read: check the permissions of the folder or zip file`,
    );
  }
}
