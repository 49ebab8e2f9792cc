import { type Child, type ChildOptions, end, kill, startChild, withLimit } from "./child.ts";
import { KNOCK_PATH, TOKEN_HEADER, WALL_CLOCK } from "./protocol.ts";

/** One group of functions that share an import map, and so a process. */
export interface SupervisorOptions extends ChildOptions {
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
  /** Starts the functions anew, with what their files hold now; requests under way may end. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** How long a process may take to serve; it may have packages to fetch. */
const BOOT_LIMIT = 120_000;
/** How long a request waits for a process that is being started again. */
const RESTART_WAIT = 10_000;
const LONGEST_BACKOFF = 10_000;
/** A process that lived this long starts over with the shortest backoff. */
const HEALTHY_AFTER = 30_000;
/** What the process may take beyond a function's limit before it counts as hanging. */
const HANG_MARGIN = 5000;
/** How long requests under way keep an old process after a reload. */
const DRAIN_LIMIT = 30_000;

/** One process of functions. */
export interface SupervisedProcess extends Supervisor {
  /** Ends well as soon as the process has a moment: not while a function computes. */
  knock(): Promise<void>;
}

/**
 * Runs functions in a Deno process of their own, which may use the network and read the
 * project, and nothing else. A process that dies is started again, with backoff; one that does
 * not answer at all is killed.
 *
 * @throws Error when the process does not come up the first time
 */
export async function superviseFunctions(options: SupervisorOptions): Promise<SupervisedProcess> {
  const { log, wallClock = WALL_CLOCK } = options;
  const shortest = options.backoff ?? 250;
  const token = crypto.randomUUID() + crypto.randomUUID();
  let stopping = false;
  let backoff = shortest;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const start = (): Child => {
    const born = performance.now();
    const started = startChild(options, { token, wallClock }, log);
    const { process } = started;
    process.status.then(({ code, signal }) => {
      // An old process after a reload may end as it likes.
      if (stopping || child.process !== process) return;
      if (performance.now() - born > HEALTHY_AFTER) backoff = shortest;
      log(`The functions process ended (${signal ?? `code ${code}`}); starting it again`);
      // Nobody finds the dead port any more; who waits looks again when there is a new one.
      const gap = Promise.withResolvers<number>();
      gap.promise.catch(() => {});
      child = { ...started, port: gap.promise };
      timer = setTimeout(() => {
        child = start();
        gap.reject(new Error("started again"));
      }, backoff);
      backoff = Math.min(backoff * 2, LONGEST_BACKOFF);
    });
    return started;
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

  /** Children that were replaced and still answer. */
  const leaving = new Set<Promise<void>>();
  const underWay = new Map<Child["process"], number>();

  const leave = async (old: Child) => {
    const deadline = performance.now() + DRAIN_LIMIT;
    while ((underWay.get(old.process) ?? 0) > 0 && performance.now() < deadline && !stopping) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await end(old);
  };

  return {
    async stop() {
      await stop();
      await Promise.all(leaving);
    },
    async knock() {
      const port = await currentPort();
      const response = await fetch(`http://127.0.0.1:${port}${KNOCK_PATH}`, {
        headers: { [TOKEN_HEADER]: token },
      });
      await response.body?.cancel();
    },
    async reload() {
      const next = start();
      try {
        await withLimit(next.port, BOOT_LIMIT, "The functions process did not start in time");
      } catch (error) {
        await end(next);
        throw error;
      }
      if (stopping) return await end(next);
      const old = child;
      child = next;
      clearTimeout(timer);
      const left = leave(old).finally(() => leaving.delete(left));
      leaving.add(left);
    },
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
      underWay.set(served.process, (underWay.get(served.process) ?? 0) + 1);
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
      } finally {
        const left = (underWay.get(served.process) ?? 1) - 1;
        if (left > 0) underWay.set(served.process, left);
        else underWay.delete(served.process);
      }
    },
  };
}

function failure(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}
