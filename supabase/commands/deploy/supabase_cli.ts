import { fileURLToPath } from "node:url";
import { TextLineStream } from "../../embedded/functions/lines.ts";
import { stderr } from "../terminal.ts";
import { RemedyError } from "../usage.ts";

/** The one version of the Supabase CLI that this project uses. */
export const SUPABASE_CLI = "supabase@3.1.0";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Runs the Supabase CLI from npm in the project's folder; its lines go to standard error. It takes
 * its access token from SUPABASE_ACCESS_TOKEN by itself, and asks nothing.
 *
 * @param secret variables that must not stand on a command line, where others can read them
 * @throws {RemedyError} when it fails
 */
export async function supabaseCli(
  args: readonly string[],
  secret: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = new Deno.Command("npx", {
    args: ["-y", SUPABASE_CLI, ...args, "--yes", "--agent", "no", "--workdir", root],
    cwd: root,
    env: {
      DO_NOT_TRACK: "1",
      SUPABASE_NO_UPDATE_NOTIFIER: "1",
      NO_COLOR: "1",
      npm_config_loglevel: "error",
      npm_config_update_notifier: "false",
      ...secret,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await Promise.all([child.stdout, child.stderr].map(show));
  const { code } = await child.status;
  if (code === 0) return;
  throw new RemedyError(
    `supabase ${args.slice(0, 2).join(" ")} failed (exit code ${code}): see above, then run again`,
  );
}

async function show(stream: ReadableStream<Uint8Array>): Promise<void> {
  const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) {
    // One for each file of each function, some two thousand.
    if (line.trim() === "" || line.startsWith("Uploading asset")) continue;
    stderr.line(`  ${line}`);
  }
}
