/** An edge function: the default export of its entry file. */
interface EdgeFunction {
  fetch(request: Request): Response | Promise<Response>;
}

/** What a host serves. */
export interface HostOptions {
  /** Entry files by function name, as file URLs. */
  functions: ReadonlyMap<string, string>;
  /** How long a function may take to answer, in milliseconds. */
  wallClock: number;
  log(message: string): void;
}

/** Runs edge functions by name, each loaded on its first request. */
export type Host = (name: string, request: Request) => Promise<Response>;

/**
 * Hosts functions that `export default { fetch }`. A function that cannot be loaded answers 503,
 * one that throws 500, one that takes too long 504; the others never notice.
 */
export function createHost({ functions, wallClock, log }: HostOptions): Host {
  const loaded = new Map<string, Promise<EdgeFunction>>();
  const load = (name: string, entrypoint: string): Promise<EdgeFunction> => {
    let entry = loaded.get(name);
    if (!entry) {
      entry = loadFunction(entrypoint);
      // A failed module stays failed: the module map would hand out the same error again.
      loaded.set(name, entry);
      entry.catch((error) => log(`Function ${name} could not be loaded: ${describe(error)}`));
    }
    return entry;
  };

  return async (name, request) => {
    const entrypoint = functions.get(name);
    if (entrypoint === undefined) {
      return problem(404, "NOT_FOUND", "Requested function was not found");
    }
    let entry: EdgeFunction;
    try {
      entry = await load(name, entrypoint);
    } catch {
      return problem(503, "BOOT_ERROR", "Function failed to start (please check logs)");
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Response>((resolve) => {
      timer = setTimeout(() => {
        log(`Function ${name} did not answer within ${wallClock} ms`);
        resolve(problem(504, "IDLE_TIMEOUT", `Function did not answer within ${wallClock} ms`));
      }, wallClock);
    });
    try {
      const response = await Promise.race([callFunction(entry, request), late]);
      if (response instanceof Response) return response;
      throw new TypeError("fetch must return a Response");
    } catch (error) {
      log(`Function ${name} failed: ${describe(error)}`);
      return problem(500, "WORKER_ERROR", "Function exited due to an error (please check logs)");
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Makes a synchronous throw a rejection. */
async function callFunction(entry: EdgeFunction, request: Request): Promise<Response> {
  return await entry.fetch(request);
}

async function loadFunction(entrypoint: string): Promise<EdgeFunction> {
  const module: { default?: unknown } = await import(entrypoint);
  const entry = module.default;
  if (typeof entry === "object" && entry !== null && "fetch" in entry) {
    const { fetch } = entry;
    if (typeof fetch === "function") {
      return { fetch: (request) => Reflect.apply(fetch, entry, [request]) };
    }
  }
  throw new TypeError(`${entrypoint} must have "export default { fetch }"`);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

function problem(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}
