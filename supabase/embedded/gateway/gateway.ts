import { jwtVerify } from "jose";
import type { FunctionConfig } from "../config.ts";

/** Answers one request. */
export type Handler = (request: Request) => Promise<Response>;

/** What lies behind the gateway. */
export interface GatewayOptions {
  /** Serves `/auth/v1` and `/rest/v1`. */
  api: Handler;
  /** Serves `/<function>/...`. */
  functions: Handler;
  config: ReadonlyMap<string, FunctionConfig>;
  /** The secret that signs user tokens (HS256). */
  jwtSecret: string;
}

/** The largest body that `/auth/v1` and `/rest/v1` take, in bytes. */
const API_BODY_LIMIT = 64 * 1024 * 1024;
const FUNCTIONS = "/functions/v1/";

const ANY_ORIGIN = { "access-control-allow-origin": "*" };

/** Headers that concern one connection, not the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * The one address of the stack, as the API gateway of a hosted project has it: `/auth/v1`,
 * `/rest/v1` and `/functions/v1/<name>/...`, which the function sees as `/<name>/...`.
 */
export function createGateway(options: GatewayOptions): Handler {
  const secret = new TextEncoder().encode(options.jwtSecret);
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith(FUNCTIONS)) return await toFunction(request, options, secret);
    if (/^\/(auth|rest)\/v1(\/|$)/.test(pathname)) return await toApi(request, options.api);
    return refuse(404, { message: "no Route matched with those values" });
  };
}

/**
 * The body is read before the request takes its turn at the database, so that a slow client
 * holds nobody up.
 */
async function toApi(request: Request, api: Handler): Promise<Response> {
  const { url, method, headers } = request;
  // Answered here for any origin, as by the gateway of a hosted project.
  if (method === "OPTIONS" && headers.has("access-control-request-method")) {
    return new Response(null, {
      status: 204,
      headers: {
        ...ANY_ORIGIN,
        "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD",
        "access-control-allow-headers": headers.get("access-control-request-headers") ?? "*",
        "access-control-max-age": "3600",
      },
    });
  }
  let body: Blob | null = null;
  if (request.body !== null) {
    body = await readAtMost(request.body, API_BODY_LIMIT);
    if (body === null) return refuse(413, { message: "The request body is larger than 64 MiB" });
  }
  const response = await api(new Request(url, { method, headers, body }));
  const answered = new Headers(response.headers);
  for (const [name, value] of Object.entries(ANY_ORIGIN)) {
    if (!answered.has(name)) answered.set(name, value);
  }
  return new Response(response.body, { status: response.status, headers: answered });
}

async function readAtMost(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
): Promise<Blob | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return new Blob(chunks);
}

async function toFunction(
  request: Request,
  { functions, config }: GatewayOptions,
  secret: Uint8Array,
): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.slice(FUNCTIONS.length - 1);
  const entry = config.get(path.split("/")[1] ?? "");
  if (!entry) {
    return refuse(404, { code: "NOT_FOUND", message: "Requested function was not found" });
  }
  // A preflight carries no credentials; the function answers it, as on a hosted project.
  if (entry.verifyJwt && request.method !== "OPTIONS") {
    const refusal = await checkToken(request.headers.get("authorization"), secret);
    if (refusal !== null) return refuse(401, { code: 401, message: refusal });
  }
  const headers = new Headers(request.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  headers.set("x-forwarded-host", url.hostname);
  headers.set("x-forwarded-port", url.port);
  headers.set("x-forwarded-proto", url.protocol.slice(0, -1));
  const response = await functions(
    new Request(new URL(path + url.search, url), {
      method: request.method,
      headers,
      body: request.body,
    }),
  );
  const answered = new Headers(response.headers);
  for (const name of HOP_BY_HOP) answered.delete(name);
  return new Response(response.body, { status: response.status, headers: answered });
}

/** Why a token is refused; null where it is good. */
async function checkToken(
  authorization: string | null,
  secret: Uint8Array,
): Promise<string | null> {
  if (authorization === null) return "Missing authorization header";
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) return "Auth header is not 'Bearer {token}'";
  try {
    await jwtVerify(token, secret, { algorithms: ["HS256"] });
    return null;
  } catch {
    return "Invalid JWT";
  }
}

/** The gateway's own answers must be readable by a page of another origin, too. */
function refuse(status: number, body: Record<string, unknown>): Response {
  return Response.json(body, { status, headers: ANY_ORIGIN });
}
