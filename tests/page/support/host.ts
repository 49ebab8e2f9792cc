import { Hono } from "hono";
import { serveStatic } from "hono/deno";

/** A host that serves a folder and nothing else, and says no more than what kind a file is. */
export interface StaticHost extends AsyncDisposable {
  url: string;
}

/** Serves the folder on a free port of this machine. */
export function serveFolder(folder: URL): StaticHost {
  const app = new Hono();
  app.get("*", serveStatic({ root: folder.pathname }));
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
