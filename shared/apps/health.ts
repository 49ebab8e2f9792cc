import { aliveRoute, metricsRoute, openApiRoute, readyRoute } from "../contracts/health.ts";
import { openApiDocument } from "../contracts/openapi.ts";
import { metricsContentType, readMetrics } from "../jobs/health/metrics.ts";
import { createReadiness } from "../jobs/health/readiness.ts";
import { createFunctionApp, requireSecretKey } from "../http/app.ts";
import type { Services } from "./services.ts";

/** Whether this runs, whether what it needs runs too, and how the jobs go. */
export function healthApp(services: Services) {
  const app = createFunctionApp("health", services);
  const readiness = createReadiness(services);
  app.use("/metrics", requireSecretKey(services));

  return app
    .openapi(aliveRoute, (c) => c.json({ status: "ok" as const }, 200))
    .openapi(readyRoute, async (c) => {
      const state = await readiness();
      return c.json(state, state.status === "ready" ? 200 : 503);
    })
    .openapi(
      metricsRoute,
      async (c) =>
        c.text(await readMetrics(services.internal), 200, { "content-type": metricsContentType }),
    )
    .openapi(openApiRoute, (c) => c.json(openApiDocument(), 200));
}
