import { DatabaseError } from "../database/errors.ts";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { isSecretKey, type User, type VerifyUser } from "./auth.ts";
import { ProblemError } from "./errors.ts";
import { errorFields } from "../platform/logger.ts";
import type { Platform } from "../platform/platform.ts";
import type { DataAccess } from "../database/clients.ts";
import { problemResponse } from "./problem.ts";
import { takeRateLimit } from "./rate_limit.ts";
import { fieldErrors } from "./validation.ts";

const maxBodyBytes = 256 * 1024;

/** What a route handler finds in its context. */
export interface AppEnv {
  Variables: { requestId: string; user: User };
}

/** What every app is made with. */
export type AppPlatform = Pick<Platform, "config" | "monotonic" | "log">;

/** What signing people in takes besides. */
export interface SignIn extends Pick<DataAccess, "internal"> {
  config: Pick<Platform["config"], "rateLimitPerMinute">;
  verifyUser: VerifyUser;
}

export type App = OpenAPIHono<AppEnv>;
export type AppContext = Context<AppEnv>;

/**
 * One function's app, mounted at `/<name>` as hosted functions see their path: request id, CORS,
 * JSON and size checks, problem+json for every error, one log line a request.
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
    await next();
    c.header("x-request-id", c.get("requestId"));
    c.header("x-content-type-options", "nosniff");
    c.header("cache-control", "no-store");
    platform.log.info("request", {
      function: name,
      request_id: c.get("requestId"),
      method: c.req.method,
      route: c.req.routePath,
      status: c.res.status,
      milliseconds: Math.round(platform.monotonic() - started),
      user_id: c.get("user")?.id,
    });
  });
  app.use(cors({
    origin: (origin) => platform.config.corsAllowedOrigins.includes(origin) ? origin : null,
    allowHeaders: ["authorization", "apikey", "content-type", "x-client-info", "idempotency-key"],
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    exposeHeaders: ["x-request-id", "retry-after"],
    maxAge: 600,
  }));
  app.use(bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw new ProblemError(
        413,
        "body_too_large",
        `The body must have at most ${maxBodyBytes / 1024} KiB`,
      );
    },
  }));
  app.use(requireJson);
  app.notFound((c) =>
    problemResponse(new ProblemError(404, "not_found", "No such route"), c.get("requestId"))
  );
  app.onError((error, c) =>
    problemResponse(toProblem(error, c, name, platform), c.get("requestId"))
  );
  return app;
}

/** Lets only signed-in people through, and each of them only so often. */
export function requireUser(
  name: string,
  { config, internal, verifyUser }: SignIn,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const user = await verifyUser(c.req.header("authorization"));
    c.set("user", user);
    await takeRateLimit(internal, `${name}:${user.id}`, config.rateLimitPerMinute);
    await next();
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

const requireJson: MiddlewareHandler = async (c, next) => {
  if (["POST", "PUT", "PATCH"].includes(c.req.method)) {
    const type = c.req.header("content-type") ?? "";
    if (!/^application\/json\s*(;|$)/i.test(type)) {
      throw new ProblemError(
        415,
        "unsupported_media_type",
        "Send the body as content-type: application/json",
        {
          errors: [{ field: "content-type", message: "must be application/json" }],
        },
      );
    }
  }
  await next();
};

function invalid(target: string, issues: Parameters<typeof fieldErrors>[0]): ProblemError {
  const errors = fieldErrors(issues);
  const named = errors.map((error) => `${error.field} ${error.message}`).join("; ");
  return new ProblemError(
    400,
    "invalid_request",
    `The ${target === "json" ? "body" : target} is not valid: ${named}`,
    {
      errors,
    },
  );
}

function toProblem(error: Error, c: AppContext, name: string, platform: AppPlatform): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HTTPException && error.status === 400) {
    return new ProblemError(400, "malformed_json", "The body is not valid JSON", {
      errors: [{ field: "body", message: "must be valid JSON" }],
    });
  }
  platform.log.error("request failed", {
    function: name,
    request_id: c.get("requestId"),
    ...errorFields(error),
    ...(error instanceof DatabaseError ? { operation: error.operation } : {}),
  });
  return new ProblemError(
    503,
    "internal_error",
    "Something failed on our side; try again, and name the request id",
  );
}
