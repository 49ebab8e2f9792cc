/** A program of this project, run as a person runs it. */
export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

const root = new URL("../../", import.meta.url);

function command(
  script: string,
  args: string[],
  env: Record<string, string> = {},
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, ...args],
    cwd: root,
    env: { DO_NOT_TRACK: "1", NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs to the end. */
export async function run(
  script: string,
  args: string[],
  env?: Record<string, string>,
): Promise<Finished> {
  const { code, stdout, stderr } = await command(script, args, env).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** A started `start --json` with what it printed when it was ready. */
export interface StartedStack extends AsyncDisposable {
  url: string;
  publishable_key: string;
  secret_key: string;
  demo: { email: string; password: string };
  /** Where the loopback providers are told what to do, with `--providers`. */
  providers?: string;
  /** Ends the process at once, without a chance to tidy up. */
  kill(): Promise<void>;
  /** Asks it to stop, and returns its exit code. */
  interrupt(): Promise<number>;
}

/** Starts the stack on `data` and waits until it is ready. */
export async function startCommand(
  data: string,
  options: string[] = [],
): Promise<StartedStack> {
  const args = ["--json", "--port", "0", "--data", data, ...options];
  const child = command("supabase/commands/start.ts", args)
    .spawn();
  let log = "";
  const drained = (async () => {
    for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) log += chunk;
  })();
  let printed = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!printed.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) {
      await drained;
      throw new Error(`start ended before it was ready:\n${log}`);
    }
    printed += value;
  }
  const end = async (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch (error) {
      // It has ended already.
      if (!(error instanceof TypeError)) throw error;
    }
    const { code } = await child.status;
    await reader.cancel();
    await drained;
    return code;
  };
  return {
    ...JSON.parse(printed),
    kill: async () => void await end("SIGKILL"),
    interrupt: () => end("SIGINT"),
    [Symbol.asyncDispose]: async () => void await end("SIGTERM"),
  };
}
