/**
 * A loopback receiver of Sentry envelopes, as strict as a relay: path, key, content type, framing and
 * the schema of an event. It refuses, or does not answer, when it is told to.
 */
import { parseEnvelope, type SentryEvent } from "./envelope.ts";

export interface SentryServer extends AsyncDisposable {
  /** What SENTRY_DSN holds. */
  readonly dsn: string;
  readonly events: SentryEvent[];
  /** Every body as it came. */
  readonly bodies: string[];
  /** What was wrong with what came. */
  readonly faults: string[];
  /** Asked for each good envelope; null takes it. */
  refuse: () => Response | Promise<Response> | null;
  /** Resolves when so many bodies came. */
  received(count: number): Promise<void>;
}

/** Serves on a free loopback port until disposed of. */
export function serveTestSentry(): SentryServer {
  const key = crypto.randomUUID().replaceAll("-", "");
  const project = "4507";
  const events: SentryEvent[] = [];
  const bodies: string[] = [];
  const faults: string[] = [];
  const waiting: { count: number; done: () => void }[] = [];

  const end = new AbortController();
  const { signal } = end;
  const http = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal, onListen() {} },
    async (request) => {
      const body = new Uint8Array(await request.arrayBuffer());
      bodies.push(new TextDecoder().decode(body));
      try {
        events.push(read(request, body));
      } catch (error) {
        faults.push(String(error));
        return Response.json({ detail: "bad envelope" }, { status: 400 });
      } finally {
        for (const { count, done } of waiting) if (bodies.length >= count) done();
      }
      return await server.refuse() ?? Response.json({ id: events.at(-1)?.event_id });
    },
  );

  function read(request: Request, body: Uint8Array): SentryEvent {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method !== "POST" || pathname !== `/api/${project}/envelope/`) {
      throw new Error(`${request.method} ${pathname}`);
    }
    // Developer Documentation, Authentication: the header's values may stand in the query string.
    if (searchParams.get("sentry_version") !== "7") throw new Error("sentry_version");
    if (searchParams.get("sentry_key") !== key) throw new Error("sentry_key");
    if (!/^[\w.]+\/[\w.]+$/.test(searchParams.get("sentry_client") ?? "")) {
      throw new Error("sentry_client");
    }
    if (request.headers.get("content-type") !== "application/x-sentry-envelope") {
      throw new Error("content-type");
    }
    return parseEnvelope(body);
  }

  const server: SentryServer = {
    dsn: `http://${key}@127.0.0.1:${http.addr.port}/${project}`,
    events,
    bodies,
    faults,
    refuse: () => null,
    received: (count) =>
      new Promise((done) => {
        if (bodies.length >= count) done();
        else waiting.push({ count, done });
      }),
    // Not shutdown(): Deno 2.1.4 waits there for connections that the client merely keeps.
    [Symbol.asyncDispose]: () => {
      end.abort();
      return http.finished;
    },
  };
  return server;
}
