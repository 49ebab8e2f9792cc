import type { Handler } from "./gateway.ts";

/** A listening socket whose handler may come later. */
export interface Listener {
  /** `http://127.0.0.1:<port>`, without a path. */
  url: string;
  /** From now on requests go to this handler; before, they are answered 503. */
  handle(handler: Handler): void;
  stop(): Promise<void>;
}

/** How long requests under way may take to end when the stack stops, in milliseconds. */
const GRACE = 1000;

/**
 * Listens on 127.0.0.1. Taken before anything else is started, so that a port in use is
 * known at once and the address is known to everything that follows.
 *
 * @param port 0 for any free one
 * @throws Deno.errors.AddrInUse
 */
export function listen(port: number, log: (message: string) => void): Listener {
  const closing = new AbortController();
  let stopped = false;
  let handler: Handler = () =>
    Promise.resolve(
      Response.json({ message: "The stack is starting" }, {
        status: 503,
        headers: { "retry-after": "2" },
      }),
    );
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port,
    signal: closing.signal,
    onListen: () => {},
    onError: (error) => {
      log(`Request failed: ${error instanceof Error ? error.stack : error}`);
      return Response.json({ message: "Internal server error" }, { status: 500 });
    },
  }, (request) => handler(request));
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    handle(next) {
      handler = next;
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      const timer = setTimeout(() => closing.abort(), GRACE);
      await server.shutdown();
      clearTimeout(timer);
    },
  };
}
