/**
 * Entry of the process that runs the functions. It reads one line of options from standard
 * input, serves on a loopback port, prints one line with that port, and ends when standard input
 * does: so it never outlives a stack that was killed.
 */
import { timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import { pathToFileURL } from "node:url";
import { createHost } from "./host.ts";
import { KNOCK_PATH, type ReadyLine, type RuntimeOptions, TOKEN_HEADER } from "./protocol.ts";

/** Time for requests that are under way when the process is told to end, in milliseconds. */
const GRACE = 2000;

const input = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
const options = await readOptions();
const log = (message: string) => console.error(message);

// What a function leaves behind must not end the others.
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  log(`Unhandled rejection in a function: ${describe(event.reason)}`);
});
addEventListener("error", (event) => {
  event.preventDefault();
  log(`Uncaught error in a function: ${describe(event.error)}`);
});

// The hosted runtime keeps a worker alive for these; here the process lives on anyway.
Object.defineProperty(globalThis, "EdgeRuntime", {
  value: Object.freeze({ waitUntil: (work: Promise<unknown>) => work }),
});

const host = createHost({
  functions: new Map(
    options.functions.map(({ name, entrypoint }) => [name, pathToFileURL(entrypoint).href]),
  ),
  wallClock: options.wallClock,
  log,
});

const expected = Buffer.from(options.token);

const server = Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(JSON.stringify({ ready: true, port } satisfies ReadyLine)),
}, (request) => {
  const given = Buffer.from(request.headers.get(TOKEN_HEADER) ?? "");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return new Response(null, { status: 403 });
  }
  const { pathname, search } = new URL(request.url);
  if (pathname === KNOCK_PATH) return new Response(null, { status: 204 });
  const headers = new Headers(request.headers);
  headers.delete(TOKEN_HEADER);
  const name = pathname.split("/")[1] ?? "";
  const { method, body } = request;
  return host(
    name,
    new Request(new URL(pathname + search, options.origin), { method, headers, body }),
  );
});

// Ctrl-C reaches the whole process group; the supervisor decides when this process ends.
Deno.addSignalListener("SIGINT", () => {});
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", end);
while (!(await input.read()).done);
// The stack was killed: nobody waits for an answer any more.
Deno.exit(0);

function end(): void {
  setTimeout(() => Deno.exit(0), GRACE);
  server.shutdown().finally(() => Deno.exit(0));
}

async function readOptions(): Promise<RuntimeOptions> {
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await input.read();
    if (done) Deno.exit(0);
    text += value;
  }
  return JSON.parse(text);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
