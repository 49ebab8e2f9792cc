import type { ExportFiles } from "./files.ts";

/** What is wrong with a file, without a word of its contents. */
export interface ExportProblem {
  path: string;
  problem: string;
}

/**
 * The array that a file of an export holds.
 * @returns the entries, or what is wrong with the file
 */
export async function readArray(
  files: ExportFiles,
  path: string,
): Promise<{ entries: unknown[] } | ExportProblem> {
  let text: string;
  try {
    text = await files.readText(path);
  } catch (error) {
    return {
      path,
      problem: `cannot be read: ${error instanceof Error ? error.message : "unknown"}`,
    };
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return Array.isArray(value) ? { entries: value } : { path, problem: "is not a JSON array" };
  } catch {
    // The engine's own message quotes the text, which may be somebody's message.
    return { path, problem: "is not valid JSON" };
  }
}
