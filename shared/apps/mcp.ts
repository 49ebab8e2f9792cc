import { protectedResourceRoute } from "../contracts/mcp.ts";
import { createFunctionApp, isAllowedOrigin, requireUser } from "../http/app.ts";
import { parseJsonBytes, readRawBody, requireJson } from "../http/body.ts";
import { ProblemError } from "../http/errors.ts";
import { answerMessage } from "./mcp/server.ts";
import type { Services } from "./services.ts";

/**
 * An MCP server (protocol 2025-11-25, Streamable HTTP without sessions) of tools that only read, for
 * the AI client that a person lets in. It is an OAuth protected resource of the project's own Auth.
 */
export function mcpApp(services: Services) {
  const { config } = services;
  const resource = `${config.publicUrl}/functions/v1/mcp`;
  const app = createFunctionApp("mcp", services);

  // Before any check: who has no token yet asks here where to get one.
  app.openapi(protectedResourceRoute, (c) =>
    c.json({
      resource,
      resource_name: "Prometheus",
      authorization_servers: [`${config.publicUrl}/auth/v1`],
      bearer_methods_supported: ["header" as const],
    }, 200));

  app.use(async (c, next) => {
    await next();
    if (c.res.status !== 401) return;
    // RFC 9728, 5.1, and RFC 6750, 3.1: a token that is missing is no invalid one.
    const fault = c.req.header("authorization") === undefined ? "" : ', error="invalid_token"';
    const metadata = `${resource}${protectedResourceRoute.path}`;
    c.header("www-authenticate", `Bearer resource_metadata="${metadata}"${fault}`);
  });
  // Against DNS rebinding, as the transport's specification asks: a page's origin has to be known.
  app.use(async (c, next) => {
    const origin = c.req.header("origin");
    if (origin !== undefined && !isAllowedOrigin(origin, config)) {
      throw new ProblemError(
        403,
        "origin_not_allowed",
        "Pages of this origin may not call; name it in CORS_ALLOWED_ORIGINS",
      );
    }
    await next();
  });
  app.use(requireUser("mcp", services, () => true));
  app.use(requireJson);

  app.post("/", async (c) => {
    const message = parseJsonBytes(await readRawBody(c.req.raw));
    if (Array.isArray(message)) {
      // Counted as one request, a batch would be a way around the limit.
      throw new ProblemError(400, "batch_not_supported", "Send one JSON-RPC message a request");
    }
    const caller = { services, user: c.get("user") };
    return await answerMessage(caller, c.get("requestId"), c.req.raw, message);
  });
  // There is no stream to listen to, and no session to end.
  app.all("/", () => {
    throw new ProblemError(405, "method_not_allowed", "Send JSON-RPC messages with POST", {
      headers: { allow: "POST" },
    });
  });
  return app;
}
