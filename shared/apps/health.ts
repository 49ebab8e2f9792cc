import { aliveRoute, metricsRoute, openApiRoute, readyRoute } from "../contracts/health.ts";
import { openApiDocument } from "../contracts/openapi.ts";
import { metricsContentType } from "../jobs/health/exposition.ts";
import { createMetrics } from "../jobs/health/read_metrics.ts";
import { createReadiness } from "../jobs/health/readiness.ts";
import { createFunctionApp, requireMetricsKey } from "../http/app.ts";
import type { Services } from "./services.ts";

/** Whether this runs, whether what it needs runs too, and how the jobs go. */
export function healthApp(services: Services) {
  const app = createFunctionApp("health", services);
  const readiness = createReadiness(services);
  const metrics = createMetrics(services);
  app.use("/metrics", requireMetricsKey(services));

  return app
    .openapi(aliveRoute, (c) => c.json({ status: "ok" as const }, 200))
    .openapi(readyRoute, async (c) => {
      const state = await readiness();
      return c.json(state, state.status === "ready" ? 200 : 503);
    })
    .openapi(
      metricsRoute,
      async (c) => c.text(await metrics(), 200, { "content-type": metricsContentType }),
    )
    .openapi(openApiRoute, (c) => c.json(openApiDocument(), 200));
}
