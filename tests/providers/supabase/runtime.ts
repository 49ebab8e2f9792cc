import { join } from "node:path";
import { TextLineStream } from "../../../supabase/embedded/functions/lines.ts";
import { unpack, type Upload } from "./uploads.ts";

/** The level of the hosted runtime. */
export const HOSTED_DENO = "deno@2.1.4";

/** A deployed function that answers. */
export interface RunningFunction extends AsyncDisposable {
  fetch(request: Request): Promise<Response>;
}

let binary: Promise<string> | undefined;

/** Where that Deno is; npm brings it. Run by its own path, because npx would not pass on signals. */
export function hostedDeno(): Promise<string> {
  binary ??= (async () => {
    const { code, stdout } = await new Deno.Command("npx", {
      // Without the project's settings: that version cannot read its lock file.
      args: ["-y", HOSTED_DENO, "eval", "--no-config", "--no-lock", "console.log(Deno.execPath())"],
      env: hostedEnv(),
      stdin: "null",
      stderr: "inherit",
    }).output();
    if (code !== 0) throw new Error(`${HOSTED_DENO} cannot be had from npm`);
    return new TextDecoder().decode(stdout).trim();
  })();
  return binary;
}

/** Environment of that Deno; HOSTED_DENO_DIR names a cache of its own. */
export function hostedEnv(): Record<string, string> {
  const cache = Deno.env.get("HOSTED_DENO_DIR");
  return {
    DENO_TLS_CA_STORE: "system,mozilla",
    NO_COLOR: "1",
    DENO_NO_UPDATE_CHECK: "1",
    ...(cache ? { DENO_DIR: cache } : {}),
  };
}

/**
 * Runs what was uploaded, and nothing else, as the platform does: on its level of Deno, from a
 * folder of its own.
 *
 * @throws Error with the function's output where it does not start
 */
export async function runUpload(
  upload: Upload,
  env: Readonly<Record<string, string>>,
): Promise<RunningFunction> {
  const folder = await Deno.makeTempDir({ prefix: `${upload.slug}-` });
  await unpack(upload, folder);
  const child = new Deno.Command(await hostedDeno(), {
    args: [
      "serve",
      "--no-lock",
      "--allow-net",
      "--allow-env",
      "--allow-read",
      "--allow-sys",
      "--host=127.0.0.1",
      "--port=0",
      `--import-map=${join(folder, upload.importMap)}`,
      join(folder, upload.entrypoint),
    ],
    cwd: folder,
    env: { ...hostedEnv(), ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said: string[] = [];
  const listening = Promise.withResolvers<string>();
  const drained = (async () => {
    const lines = child.stderr.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      said.push(line);
      const [, port] = /Listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
      if (port) listening.resolve(`http://127.0.0.1:${port}`);
    }
    listening.reject(new Error(`${upload.slug} does not start:\n${said.slice(-20).join("\n")}`));
  })();
  const stop = async () => {
    try {
      child.kill("SIGTERM");
    } catch (error) {
      // It has ended already.
      if (!(error instanceof TypeError)) throw error;
    }
    await child.status;
    await drained;
    await Deno.remove(folder, { recursive: true });
  };
  try {
    const origin = await listening.promise;
    return {
      fetch: (request) => {
        const { pathname, search } = new URL(request.url);
        return fetch(new Request(`${origin}${pathname}${search}`, request));
      },
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
