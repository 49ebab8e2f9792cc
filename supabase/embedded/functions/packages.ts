import { TextLineStream } from "./lines.ts";

/**
 * Fetches the npm packages that some functions import, so that their own process needs neither
 * the network settings nor the credentials of the person who starts the stack. Quick where
 * everything is cached. What fails is logged, and left to the one function that needs it.
 */
export async function fetchPackages(
  entrypoints: readonly string[],
  importMap: string | null,
  log: (message: string) => void,
): Promise<void> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "cache",
      "--quiet",
      ...(importMap === null ? [] : [`--import-map=${importMap}`]),
      ...entrypoints,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const lines = process.stderr.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) log(line);
  const { success } = await process.status;
  if (!success) log("Functions with the imports above will answer 503 until they are mended");
}
