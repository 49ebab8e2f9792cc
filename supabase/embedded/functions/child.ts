import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TextLineStream } from "./lines.ts";
import { isReadyLine, type RuntimeOptions } from "./protocol.ts";

/** What a process of functions is started with. */
export interface ChildOptions {
  functions: RuntimeOptions["functions"];
  importMap: string | null;
  /** The variables that the functions may read; nothing of this process's own leaks in. */
  env: Record<string, string>;
  /** What functions see as the origin of their requests. */
  origin: string;
  /** Folders that functions may read. */
  readable: readonly string[];
}

/** A process of functions, which serves once it has a port. */
export interface Child {
  process: Deno.ChildProcess;
  input: WritableStreamDefaultWriter<Uint8Array>;
  port: Promise<number>;
}

const RUNTIME = join(dirname(fileURLToPath(import.meta.url)), "runtime.ts");
/** How long a process may take to end before it is killed. */
const STOP_LIMIT = 3000;

/** Starts a process and hands it its options. */
export function startChild(
  options: ChildOptions,
  { token, wallClock }: Pick<RuntimeOptions, "token" | "wallClock">,
  log: (message: string) => void,
): Child {
  const process = spawn(options);
  const input = process.stdin.getWriter();
  const { origin, functions } = options;
  const runtime: RuntimeOptions = { token, origin, wallClock, functions };
  input.write(new TextEncoder().encode(JSON.stringify(runtime) + "\n")).catch(() => {});
  const port = readPort(process, log);
  port.catch(() => {});
  return { process, input, port };
}

function spawn(options: ChildOptions): Deno.ChildProcess {
  const inherited: Record<string, string> = {};
  for (const name of ["PATH", "HOME", "DENO_DIR", "DO_NOT_TRACK"]) {
    const value = Deno.env.get(name);
    if (value !== undefined) inherited[name] = value;
  }
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...(options.importMap === null ? [] : [`--import-map=${options.importMap}`]),
      "--allow-net",
      "--allow-env",
      // npm packages ask for the platform's name and the number of cores while they load.
      "--allow-sys",
      `--allow-read=${options.readable.map((path) => path.replaceAll(",", ",,")).join(",")}`,
      RUNTIME,
    ],
    env: { ...inherited, ...options.env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Resolves with the port of the ready line; every other line goes to the log. */
async function readPort(
  process: Deno.ChildProcess,
  log: (message: string) => void,
): Promise<number> {
  const forward = async (lines: ReadableStream<string>) => {
    for await (const line of lines) if (line !== "") log(line);
  };
  forward(linesOf(process.stderr)).catch(() => {});
  const lines = linesOf(process.stdout);
  for await (const line of lines.values({ preventCancel: true })) {
    const port = readyPort(line);
    if (port !== null) {
      forward(lines).catch(() => {});
      return port;
    }
    if (line !== "") log(line);
  }
  throw new Error("The functions process ended before it served; see the log above");
}

function readyPort(line: string): number | null {
  try {
    const value: unknown = JSON.parse(line);
    return isReadyLine(value) ? value.port : null;
  } catch {
    return null;
  }
}

function linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<string> {
  return stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
}

/** Ends the process, hard where it does not listen. */
export async function end({ process, input }: Child): Promise<void> {
  kill(process, "SIGTERM");
  const timer = setTimeout(() => kill(process, "SIGKILL"), STOP_LIMIT);
  await process.status;
  clearTimeout(timer);
  await input.close().catch(() => {});
}

/** Sends a signal to a process that may have ended. */
export function kill(process: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    process.kill(signal);
  } catch {
    // It has ended already.
  }
}

/** @throws Error with the message after `limit` milliseconds */
export async function withLimit<T>(work: Promise<T>, limit: number, message: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
