import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import * as account from "./account.ts";
import { problemResponses } from "./api.ts";
import * as calendar from "./calendar.ts";
import * as connectors from "./connectors.ts";
import * as drafts from "./drafts.ts";
import * as health from "./health.ts";
import * as mcp from "./mcp.ts";
import * as prompts from "./prompts.ts";
import * as tasks from "./tasks.ts";
import * as telegramLogin from "./telegram_login.ts";

/** What each function is for. */
const purposes: Record<string, string> = {
  prompts: "Free-text prompts, answered from one's own timeline",
  tasks: "What one has to do",
  calendar: "The in-app calendar",
  drafts: "Replies and notes that are stored, and never sent",
  account: "One's own profile and data",
  connectors: "Linked accounts",
  mcp: "What an AI client reads on one's behalf",
  health: "Whether it runs, and what it can do",
};

/** Each function's routes, by the name that stands behind /functions/v1/. */
const functions: Record<string, RouteConfig[]> = {
  prompts: [prompts.postPromptRoute, prompts.listPromptsRoute, prompts.getPromptRoute],
  tasks: [
    tasks.listTasksRoute,
    tasks.createTaskRoute,
    tasks.getTaskRoute,
    tasks.changeTaskRoute,
    tasks.deleteTaskRoute,
  ],
  calendar: [
    calendar.listCalendarRoute,
    calendar.createCalendarRoute,
    calendar.getCalendarRoute,
    calendar.updateCalendarRoute,
    calendar.deleteCalendarRoute,
  ],
  drafts: Object.values<unknown>(drafts).filter(isRoute),
  account: Object.values<unknown>(account).filter(isRoute),
  connectors: Object.values<unknown>({ ...connectors, ...telegramLogin }).filter(isRoute),
  mcp: [mcp.protectedResourceRoute],
  health: Object.values<unknown>(health).filter(isRoute),
};

/** What signed-in people write is refused to the apps that they let in, by no doing of the route. */
function refusalOfClients(name: string, { method, security }: RouteConfig) {
  const signedIn = security?.some((scheme) => "bearer" in scheme) ?? false;
  return signedIn && (method !== "get" || name === "account") ? problemResponses(403) : {};
}

function isRoute(value: unknown): value is RouteConfig {
  return typeof value === "object" && value !== null && "method" in value && "path" in value;
}

/** What is particular about a route, and then what holds for all of its kind. */
function describe(name: string, route: RouteConfig): string {
  const own = route.description ?? `${route.summary}.`;
  const scheme = Object.keys(route.security?.[0] ?? {})[0];
  if (scheme === "bearer") {
    return `${own}\n\nFor whoever is signed in, under their own row level security. Counted by the ` +
      `rate limit of \`${name}\`: the RateLimit header says how many requests are left.`;
  }
  return scheme === "secretKey" ? `${own}\n\nFor the operator.` : `${own}\n\nFor anybody.`;
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
        responses: { ...refusalOfClients(name, route), ...route.responses },
        path,
        tags: [name],
        security: route.security ?? [],
        description: describe(name, route),
      });
    }
  }
  const document = app.getOpenAPI31Document({
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
      contact: { name: "Whoever operates the project" },
    },
    tags: Object.keys(functions).map((name) => ({ name, description: purposes[name] ?? name })),
  });
  // No licence is granted anywhere in the project. The builder does not know 3.1's identifier.
  const license = { name: "All rights reserved", identifier: "LicenseRef-All-Rights-Reserved" };
  return { ...document, info: { ...document.info, license } };
}
