import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import { problemResponses } from "./api.ts";
import * as calendar from "./calendar.ts";
import * as connectors from "./connectors.ts";
import * as health from "./health.ts";
import * as mcp from "./mcp.ts";
import * as prompts from "./prompts.ts";
import * as tasks from "./tasks.ts";

/** Each function's routes, by the name that stands behind /functions/v1/. */
const functions: Record<string, RouteConfig[]> = {
  prompts: [prompts.postPromptRoute],
  tasks: [tasks.listTasksRoute],
  calendar: [
    calendar.listCalendarRoute,
    calendar.createCalendarRoute,
    calendar.getCalendarRoute,
    calendar.updateCalendarRoute,
    calendar.deleteCalendarRoute,
  ],
  connectors: Object.values<unknown>(connectors).filter(isRoute),
  mcp: [mcp.protectedResourceRoute],
  health: Object.values<unknown>(health).filter(isRoute),
};

/** What signed-in people write is refused to the apps that they let in, by no doing of the route. */
function refusalOfClients({ method, security }: RouteConfig): RouteConfig["responses"] {
  const signedIn = security?.some((scheme) => "bearer" in scheme) ?? false;
  return signedIn && method !== "get" ? problemResponses(403) : {};
}

function isRoute(value: unknown): value is RouteConfig {
  return typeof value === "object" && value !== null && "method" in value && "path" in value;
}

/** The OpenAPI 3.1 document of everything that clients call, made from the schemas that validate it. */
export function openApiDocument(): Record<string, unknown> {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "Access token of Supabase Auth",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "secretKey", {
    type: "apiKey",
    in: "header",
    name: "apikey",
    description: "The project's secret key",
  });
  for (const [name, routes] of Object.entries(functions)) {
    for (const route of routes) {
      const path = `/functions/v1/${name}${route.path === "/" ? "" : route.path}`;
      app.openAPIRegistry.registerPath({
        ...route,
        responses: { ...refusalOfClients(route), ...route.responses },
        path,
        tags: [name],
      });
    }
  }
  return {
    ...app.getOpenAPI31Document({
      openapi: "3.1.0",
      servers: [
        {
          url: "https://{project}.supabase.co",
          description: "A hosted project",
          variables: { project: { default: "project", description: "The project's reference" } },
        },
        { url: "http://127.0.0.1:54321", description: "The embedded stack" },
      ],
      info: {
        title: "Prometheus",
        version: "1.0.0",
        description:
          "One private timeline over Slack, Telegram and Outlook, and cited answers from it.",
      },
    }),
  };
}
