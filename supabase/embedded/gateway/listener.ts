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
/** Time for the last answers to reach their clients, in milliseconds. */
const LINGER = 50;

/**
 * Listens on 127.0.0.1. Taken before anything else is started, so that a port in use is
 * known at once and the address is known to everything that follows.
 *
 * @param port 0 for any free one
 * @throws Deno.errors.AddrInUse
 */
export function listen(port: number, log: (message: string) => void): Listener {
  const closing = new AbortController();
  const underWay = new Set<Promise<Response>>();
  let stopping: Promise<void> | undefined;
  let handler: Handler = () => Promise.resolve(unavailable("The stack is starting"));
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port,
    signal: closing.signal,
    onListen: () => {},
    onError: (error) => {
      log(`Request failed: ${error instanceof Error ? error.stack : error}`);
      return Response.json({ message: "Internal server error" }, { status: 500 });
    },
  }, (request) => {
    const answer = handler(request);
    underWay.add(answer);
    const done = () => void underWay.delete(answer);
    answer.then(done, done);
    return answer;
  });

  const stop = async () => {
    handler = () => Promise.resolve(unavailable("The stack is stopping"));
    if (underWay.size > 0) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<void>((resolve) => timer = setTimeout(resolve, GRACE));
      const answered = Promise.allSettled(underWay)
        .then(() => new Promise((resolve) => setTimeout(resolve, LINGER)));
      await Promise.race([answered, late]);
      clearTimeout(timer);
    }
    // Not shutdown(): it waits for requests without a limit, and cannot be cut short.
    closing.abort();
    await server.finished;
  };

  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    handle(next) {
      handler = next;
    },
    stop: () => stopping ??= stop(),
  };
}

function unavailable(message: string): Response {
  return Response.json({ message }, { status: 503, headers: { "retry-after": "2" } });
}
