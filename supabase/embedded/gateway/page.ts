import { join } from "node:path";
import type { MiddlewareHandler } from "hono";
import { serveStatic } from "hono/serve-static";

/** A page of static files that the gateway serves at `/`. */
export interface PageOptions {
  /** The folder with its `index.html`. */
  folder: string;
  /** What `/config.json` tells the page beside the address that it was loaded from. */
  publishableKey: string;
}

/**
 * What the page may do: its own scripts and styles, and calls to the address it came from. No
 * inline script, no other page around it, and no text that becomes markup.
 */
const HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  // A developer's change is seen at the next load.
  "cache-control": "no-cache",
};

/**
 * Serves a folder of static files, and in the place of its `config.json` one that says how to call
 * this stack. What is in no file goes on to the next handler.
 */
export function servePage({ folder, publishableKey }: PageOptions): MiddlewareHandler {
  const files = serveStatic({
    root: folder,
    join,
    isDir: async (path) => (await Deno.stat(path).catch(() => null))?.isDirectory ?? false,
    getContent: async (path) => {
      try {
        return await Deno.readFile(path);
      } catch (error) {
        const absent = [Deno.errors.NotFound, Deno.errors.IsADirectory, Deno.errors.NotADirectory];
        if (absent.some((kind) => error instanceof kind)) return null;
        throw error;
      }
    },
    onFound: (_, c) => {
      for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    },
  });
  return async (c, next) => {
    if (c.req.path === "/config.json" && c.req.method === "GET") {
      return c.json({ url: "", publishable_key: publishableKey }, 200, HEADERS);
    }
    return await files(c, next);
  };
}
