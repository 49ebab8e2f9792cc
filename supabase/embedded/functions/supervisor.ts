import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TextLineStream } from "./lines.ts";
import { isReadyLine, type RuntimeOptions, TOKEN_HEADER, WALL_CLOCK } from "./protocol.ts";

/** One group of functions that share an import map, and so a process. */
export interface SupervisorOptions {
  functions: { name: string; entrypoint: string }[];
  importMap: string | null;
  /** The variables that the functions may read; nothing of this process's own leaks in. */
  env: Record<string, string>;
  /** What functions see as the origin of their requests. */
  origin: string;
  /** Folders that functions may read. */
  readable: readonly string[];
  log(message: string): void;
  /** How long a function may take to answer, in milliseconds. Default: as hosted. */
  wallClock?: number;
  /** The first wait before a process that died is started again, in milliseconds. */
  backoff?: number;
}

/** A running group of functions. */
export interface Supervisor {
  /** Passes a request whose path starts with `/<function>` on. */
  fetch(request: Request): Promise<Response>;
  stop(): Promise<void>;
}

const RUNTIME = join(dirname(fileURLToPath(import.meta.url)), "runtime.ts");
/** How long a process may take to serve; it may have packages to fetch. */
const BOOT_LIMIT = 120_000;
/** How long a request waits for a process that is being started again. */
const RESTART_WAIT = 10_000;
const LONGEST_BACKOFF = 10_000;
/** A process that lived this long starts over with the shortest backoff. */
const HEALTHY_AFTER = 30_000;
/** What the process may take beyond a function's limit before it counts as hanging. */
const HANG_MARGIN = 5000;
/** How long a process may take to end before it is killed. */
const STOP_LIMIT = 3000;

interface Child {
  process: Deno.ChildProcess;
  input: WritableStreamDefaultWriter<Uint8Array>;
  port: Promise<number>;
}

/**
 * Runs functions in a Deno process of their own, which may use the network and read the
 * project, and nothing else. A process that dies is started again, with backoff; one that does
 * not answer at all is killed.
 *
 * @throws Error when the process does not come up the first time
 */
export async function superviseFunctions(options: SupervisorOptions): Promise<Supervisor> {
  const { log, wallClock = WALL_CLOCK } = options;
  const shortest = options.backoff ?? 250;
  const token = crypto.randomUUID() + crypto.randomUUID();
  let stopping = false;
  let backoff = shortest;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const start = (): Child => {
    const process = spawn(options);
    const born = performance.now();
    const input = process.stdin.getWriter();
    const runtime: RuntimeOptions = {
      token,
      origin: options.origin,
      wallClock,
      functions: options.functions,
    };
    input.write(new TextEncoder().encode(JSON.stringify(runtime) + "\n")).catch(() => {});
    const port = readPort(process, log);
    port.catch(() => {});
    process.status.then(({ code, signal }) => {
      if (stopping) return;
      if (performance.now() - born > HEALTHY_AFTER) backoff = shortest;
      log(`The functions process ended (${signal ?? `code ${code}`}); starting it again`);
      // Nobody finds the dead port any more; who waits looks again when there is a new one.
      const gap = Promise.withResolvers<number>();
      gap.promise.catch(() => {});
      child = { process, input, port: gap.promise };
      timer = setTimeout(() => {
        child = start();
        gap.reject(new Error("started again"));
      }, backoff);
      backoff = Math.min(backoff * 2, LONGEST_BACKOFF);
    });
    return { process, input, port };
  };

  let child = start();
  const stop = async () => {
    stopping = true;
    clearTimeout(timer);
    await end(child);
  };
  try {
    await withLimit(child.port, BOOT_LIMIT, "The functions process did not start in time");
  } catch (error) {
    await stop();
    throw error;
  }

  /** The port of a process that serves; follows restarts until the wait is over. */
  const currentPort = async (): Promise<number> => {
    const deadline = performance.now() + RESTART_WAIT;
    while (!stopping) {
      const left = deadline - performance.now();
      if (left <= 0) break;
      try {
        return await withLimit(child.port, left, "restarting");
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error("The functions process is not running");
  };

  return {
    stop,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      headers.set(TOKEN_HEADER, token);
      // The answer is passed on as it is, so it must not be compressed for this hop.
      headers.set("accept-encoding", "identity");
      let port: number;
      try {
        port = await currentPort();
      } catch {
        return failure(503, "BOOT_ERROR", "Functions are not running (please check logs)");
      }
      const served = child;
      try {
        // The runtime has its own limit and answers 504; this one is for a process that hangs.
        return await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
          method: request.method,
          headers,
          body: request.body,
          redirect: "manual",
          signal: AbortSignal.timeout(wallClock + Math.min(HANG_MARGIN, wallClock)),
        });
      } catch (error) {
        if (error instanceof DOMException && error.name === "TimeoutError") {
          log("The functions process does not answer; killing it");
          kill(served.process, "SIGKILL");
          return failure(504, "IDLE_TIMEOUT", `Function did not answer within ${wallClock} ms`);
        }
        // Its end must be known before the next request looks for a port.
        await withLimit(served.process.status, 500, "alive").catch(() => {});
        return failure(502, "WORKER_ERROR", "The function's process ended while it answered");
      }
    },
  };
}

function spawn(options: SupervisorOptions): Deno.ChildProcess {
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

async function end({ process, input }: Child): Promise<void> {
  kill(process, "SIGTERM");
  const timer = setTimeout(() => kill(process, "SIGKILL"), STOP_LIMIT);
  await process.status;
  clearTimeout(timer);
  await input.close().catch(() => {});
}

function kill(process: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    process.kill(signal);
  } catch {
    // It has ended already.
  }
}

async function withLimit<T>(work: Promise<T>, limit: number, message: string): Promise<T> {
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

function failure(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}
