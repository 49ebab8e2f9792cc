import { timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { proxy } from "hono/proxy";
import { jwtVerify } from "jose";
import { z } from "zod";
import type { Mail } from "../api/mailbox.ts";
import { sqlErrorOf, sqlErrorResponse } from "../api/postgrest_errors.ts";
import type { FunctionConfig } from "../config.ts";
import type { StatementRows } from "../database/database.ts";
import { type PageOptions, servePage } from "./page.ts";

/** Answers one request. */
export type Handler = (request: Request) => Promise<Response>;

/** What lies behind the gateway. */
export interface GatewayOptions {
  /** Serves `/auth/v1` and `/rest/v1`. */
  api: Handler;
  /** Serves `/<function>/...`. */
  functions: Handler;
  /** What Auth would have sent, for `/_mail`. */
  mails(): readonly Mail[];
  /** Runs statements as superuser, for `/_sql`. */
  sql(statements: string): Promise<StatementRows[]>;
  secretKey: string;
  config: ReadonlyMap<string, FunctionConfig>;
  /** The secret that signs user tokens (HS256). */
  jwtSecret: string;
  /** Served at `/`; null: nothing is. */
  page: PageOptions | null;
}

/** The largest body that `/auth/v1` and `/rest/v1` take, in bytes. */
const API_BODY_LIMIT = 64 * 1024 * 1024;
const FUNCTIONS = "/functions/v1/";

/** Parts of a hosted project that this stack does not have, by their path. */
const MISSING = { realtime: "Realtime", storage: "Storage", graphql: "GraphQL" };

/** The gateway's own answers must be readable by a page of another origin, too. */
const ANY_ORIGIN = { "access-control-allow-origin": "*" };

/**
 * The one address of the stack, as the API gateway of a hosted project has it: `/auth/v1`,
 * `/rest/v1` and `/functions/v1/<name>/...`, which the function sees as `/<name>/...`.
 */
export function createGateway(options: GatewayOptions): Handler {
  const secret = new TextEncoder().encode(options.jwtSecret);
  const app = new Hono();

  for (const [path, name] of Object.entries(MISSING)) {
    const message = `${name} is not part of this stack; use the Supabase CLI's with Docker, or a ` +
      "hosted project";
    app.all(`/${path}/v1/*`, (c) => c.json({ message }, 501, ANY_ORIGIN));
    app.all(`/${path}/v1`, (c) => c.json({ message }, 501, ANY_ORIGIN));
  }
  for (const part of ["/auth/v1/*", "/rest/v1/*"]) {
    // As the gateway of a hosted project: any origin, and every header that is asked for.
    app.use(part, apiCors());
    app.use(
      part,
      bodyLimit({
        maxSize: API_BODY_LIMIT,
        onError: (c) => c.json({ message: "The request body is larger than 64 MiB" }, 413),
      }),
    );
    app.all(part, (c) => toApi(c.req.raw, options.api));
  }
  app.get("/_mail", (c) => showMails(c, options.mails()));
  app.post("/_sql", (c) => runSql(c, options));
  app.all(`${FUNCTIONS}*`, (c) => toFunction(c, options, secret));
  if (options.page) app.get("*", servePage(options.page));
  app.notFound((c) => refuse(c, 404, { message: "no Route matched with those values" }));
  // The listener logs it and answers; Hono would print it.
  app.onError((error) => {
    throw error;
  });
  return async (request) => await app.fetch(request);
}

function apiCors() {
  const preflight = cors({
    origin: "*",
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"],
    exposeHeaders: ["content-range", "content-location", "location", "preference-applied"],
    maxAge: 3600,
  });
  return async (c: Context, next: () => Promise<void>) => {
    // An OPTIONS request that is no preflight is the API's own business.
    const isPreflight = c.req.header("access-control-request-method") !== undefined;
    if (c.req.method === "OPTIONS" && !isPreflight) return await next();
    return await preflight(c, next);
  };
}

/**
 * The body is read before the request takes its turn at the database, so that a slow client
 * holds nobody up.
 */
async function toApi(request: Request, api: Handler): Promise<Response> {
  const { url, method, headers } = request;
  const body = request.body === null ? null : await request.blob();
  const response = await api(new Request(url, { method, headers, body }));
  // A copy, because Hono adds headers to it.
  return new Response(response.body, response);
}

/** Mails open accounts: only who asks this machine by its own name sees them, and no other page. */
function showMails(c: Context, mails: readonly Mail[]): Response {
  const { hostname } = new URL(c.req.url);
  if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname)) {
    return c.json({ message: "Ask for /_mail at 127.0.0.1" }, 403);
  }
  const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
  if (c.req.header("accept")?.includes("application/json")) return c.json(mails, 200, headers);
  const shown = mails.map(({ at, to, subject, text }) =>
    `${at}\nTo: ${to}\nSubject: ${subject}\n\n${text.trim()}\n`
  );
  const text = shown.length > 0 ? shown.reverse().join(`\n${"-".repeat(40)}\n`) : "No mail yet\n";
  return c.text(text, 200, headers);
}

const sqlRequest = z.object({ query: z.string().min(1) });

/** Statements of whoever holds the secret key; no page of a browser can send its header here. */
async function runSql(c: Context, { sql, secretKey }: GatewayOptions): Promise<Response> {
  if (!isSame(c.req.header("apikey") ?? "", secretKey)) {
    return c.json({ message: "Send the secret key in the apikey header" }, 401);
  }
  const parsed = sqlRequest.safeParse(await c.req.json().catch(() => null));
  if (!parsed.success) return c.json({ message: 'The body must be {"query": "..."}' }, 400);
  try {
    // A bigint is beyond what JSON numbers hold exactly.
    const text = JSON.stringify(
      await sql(parsed.data.query),
      (_, value) => typeof value === "bigint" ? String(value) : value,
    );
    return c.body(text, 200, { "content-type": "application/json" });
  } catch (error) {
    const refused = sqlErrorOf(error);
    if (refused) return sqlErrorResponse(refused);
    throw error;
  }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => new TextEncoder().encode(text));
  return a !== undefined && b !== undefined && a.length === b.length && timingSafeEqual(a, b);
}

async function toFunction(
  c: Context,
  { functions, config }: GatewayOptions,
  secret: Uint8Array,
): Promise<Response> {
  const url = new URL(c.req.url);
  const path = url.pathname.slice(FUNCTIONS.length - 1);
  const entry = config.get(path.split("/")[1] ?? "");
  if (!entry) {
    return refuse(c, 404, { code: "NOT_FOUND", message: "Requested function was not found" });
  }
  // A preflight carries no credentials; the function answers it, as on a hosted project.
  if (entry.verifyJwt && c.req.method !== "OPTIONS") {
    const refusal = await checkToken(c.req.header("authorization"), secret);
    if (refusal !== null) return refuse(c, 401, { code: 401, message: refusal });
  }
  // Not `raw`: to read the signal of a request makes Deno.serve warn of its own behaviour.
  const { method, headers, body } = c.req.raw;
  const passedOn = new Headers(headers);
  for (const name of HOP_BY_HOP) passedOn.delete(name);
  passedOn.set("x-forwarded-host", url.hostname);
  passedOn.set("x-forwarded-port", url.port);
  passedOn.set("x-forwarded-proto", url.protocol.slice(0, -1));
  return await proxy(new URL(path + url.search, url), {
    method,
    headers: passedOn,
    body,
    customFetch: functions,
  });
}

/** Headers of one connection (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade"],
];

/** Why a token is refused; null where it is good. */
async function checkToken(
  authorization: string | undefined,
  secret: Uint8Array,
): Promise<string | null> {
  if (authorization === undefined) return "Missing authorization header";
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) return "Auth header is not 'Bearer {token}'";
  try {
    await jwtVerify(token, secret, { algorithms: ["HS256"] });
    return null;
  } catch {
    return "Invalid JWT";
  }
}

function refuse(c: Context, status: 401 | 404, body: Record<string, string | number>): Response {
  return c.json(body, status, ANY_ORIGIN);
}
