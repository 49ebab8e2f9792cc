import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { bodyTooLarge, maxBodyBytes } from "./body.ts";
import { isMetricsKey, isSecretKey, type User, type VerifyUser } from "./auth.ts";
import { ProblemError } from "./errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { DataAccess } from "../database/clients.ts";
import { withRequestId } from "../platform/request_id.ts";
import { reportFailure } from "./failure.ts";
import { problemResponse } from "./problem.ts";
import type { RequestCounts } from "./request_counts.ts";
import { takeRateLimit } from "./rate_limit.ts";
import { fieldErrors } from "./validation.ts";

/** What a route handler finds in its context. */
export interface AppEnv {
  Variables: {
    requestId: string;
    user: User;
    /** By which a repeated request finds what the first one created; only with an Idempotency-Key. */
    requestKey?: string;
    /** Of a streamed answer, when its work is done: what was created carries the key from now on. */
    releaseRequest?: () => Promise<void>;
  };
}

/** What every app is made with. */
export type AppPlatform = Pick<Platform, "config" | "monotonic" | "log" | "failures"> & {
  requests: RequestCounts;
};

/** What signing people in takes besides. */
export interface SignIn extends Pick<DataAccess, "internal"> {
  config: Pick<Platform["config"], "rateLimitPerMinute">;
  verifyUser: VerifyUser;
}

/**
 * What a browser may send: every header of the pinned supabase-js (its `@supabase/supabase-js/cors`
 * lists them, a test compares), x-region, which its functions client adds, what routes ask for, and
 * what an MCP client in a page sends (mcp-).
 */
export const CLIENT_HEADERS = [
  "authorization",
  "x-client-info",
  "apikey",
  "content-type",
  "x-retry-count",
  "traceparent",
  "tracestate",
  "baggage",
  "x-region",
  "if-match",
  "idempotency-key",
  "mcp-protocol-version",
  "mcp-session-id",
];

/** What a page may read of an answer. */
export const SHOWN_HEADERS = [
  "x-request-id",
  "etag",
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "idempotent-replayed",
  "www-authenticate",
];

export type App = OpenAPIHono<AppEnv>;
export type AppContext = Context<AppEnv>;

/**
 * One function's app, mounted at `/<name>` as hosted functions see their path: request id, CORS,
 * the size check, problem+json for every error, one log line a request. What a body must be is for
 * the app to say: one that speaks JSON uses `requireJson`, a webhook reads the raw bytes.
 */
export function createFunctionApp(name: string, platform: AppPlatform): App {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalid(result.target, result.error.issues);
    },
  }).basePath(`/${name}`) as App;

  app.use(async (c, next) => {
    const started = platform.monotonic();
    c.set("requestId", crypto.randomUUID());
    await withRequestId(c.get("requestId"), next);
    c.header("x-request-id", c.get("requestId"));
    c.header("x-content-type-options", "nosniff");
    c.header("cache-control", "no-store");
    const milliseconds = platform.monotonic() - started;
    platform.requests.count(name, c.res.status, milliseconds);
    platform.log.info("request", {
      function: name,
      request_id: c.get("requestId"),
      method: c.req.method,
      route: c.req.routePath,
      status: c.res.status,
      milliseconds: Math.round(milliseconds),
      user_id: c.get("user")?.id,
      client_id: c.get("user")?.clientId ?? undefined,
    });
  });
  app.use(cors({
    origin: (origin) => isAllowedOrigin(origin, platform.config) ? origin : null,
    allowHeaders: CLIENT_HEADERS,
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    exposeHeaders: SHOWN_HEADERS,
    maxAge: 600,
  }));
  app.use(bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw bodyTooLarge(maxBodyBytes);
    },
  }));
  app.notFound((c) =>
    problemResponse(new ProblemError(404, "not_found", "No such route"), c.get("requestId"))
  );
  app.onError((error, c) => {
    const about = { function: name, request_id: c.get("requestId") };
    return problemResponse(reportFailure(error, platform, about), c.get("requestId"));
  });
  return app;
}

/** Whether pages of the origin may call: those configured; in development this machine's, too. */
export function isAllowedOrigin(
  origin: string,
  { corsAllowedOrigins, environment }: Pick<
    Platform["config"],
    "corsAllowedOrigins" | "environment"
  >,
): boolean {
  if (corsAllowedOrigins.includes(origin)) return true;
  return environment === "development" &&
    /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
}

/**
 * Lets only signed-in people through, each of them only so often, and says how often still. An app
 * that a person let in (an OAuth client) gets no further than what only reads; the database refuses
 * its writes besides.
 *
 * @param reads whether the request changes nothing, for an app where a GET is no sign of that
 */
export function requireUser(
  name: string,
  { config, internal, verifyUser }: SignIn,
  reads: (c: AppContext) => boolean = ({ req }) => ["GET", "HEAD"].includes(req.method),
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const user = await verifyUser(c.req.header("authorization"));
    c.set("user", user);
    if (user.clientId !== null && !reads(c)) {
      throw new ProblemError(
        403,
        "client_may_only_read",
        "The token belongs to an app that may read and never change anything; sign in yourself",
      );
    }
    const bucket = `${name}:${user.id}`;
    const headers = await takeRateLimit(internal, bucket, config.rateLimitPerMinute);
    await next();
    for (const [header, value] of Object.entries(headers)) c.header(header, value);
  };
}

/** Lets only callers with the project's secret key in `apikey` through. */
export function requireSecretKey({ config }: Pick<Platform, "config">): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (!isSecretKey(config, c.req.header("apikey"))) {
      throw new ProblemError(
        401,
        "unauthorized",
        "Send the project's secret key in the apikey header",
      );
    }
    await next();
  };
}

/**
 * Lets a scraper through that shows METRICS_KEY as a bearer token, and whoever has the secret key. A
 * credential that is shown and wrong is refused, whatever stands beside it.
 */
export function requireMetricsKey(
  { config }: Pick<Platform, "config">,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const authorization = c.req.header("authorization");
    const allowed = authorization === undefined
      ? isSecretKey(config, c.req.header("apikey"))
      : isMetricsKey(config, authorization);
    if (!allowed) {
      throw new ProblemError(
        401,
        "unauthorized",
        "Send METRICS_KEY as a bearer token, or the project's secret key in the apikey header",
      );
    }
    await next();
  };
}

function invalid(target: string, issues: Parameters<typeof fieldErrors>[0]): ProblemError {
  const errors = fieldErrors(issues);
  const named = errors.slice(0, 5).map((error) => `${error.field} ${error.message}`).join("; ");
  return new ProblemError(
    400,
    "invalid_request",
    `The ${target === "json" ? "body" : target} is not valid: ${named}`,
    {
      errors,
    },
  );
}
