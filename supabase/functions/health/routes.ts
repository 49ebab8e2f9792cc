import {
  aliveRoute,
  metricsRoute,
  openApiRoute,
  readyRoute,
} from "../../../shared/contracts/health.ts";
import { openApiDocument } from "../../../shared/contracts/openapi.ts";
import { metricsContentType, readMetrics } from "../../../shared/jobs/metrics.ts";
import { checkReadiness } from "../../../shared/jobs/readiness.ts";
import { createFunctionApp, requireSecretKey } from "../../../shared/platform/http_app.ts";
import type { Platform } from "../../../shared/platform/platform.ts";

/** Whether this runs, whether what it needs runs too, and how the jobs go. */
export function healthApp(platform: Platform) {
  const app = createFunctionApp("health", platform);
  app.use("/metrics", requireSecretKey(platform));

  return app
    .openapi(aliveRoute, (c) => c.json({ status: "ok" as const }, 200))
    .openapi(readyRoute, async (c) => {
      const readiness = await checkReadiness(platform);
      return c.json(readiness, readiness.status === "ready" ? 200 : 503);
    })
    .openapi(
      metricsRoute,
      async (c) =>
        c.text(await readMetrics(platform.internal), 200, { "content-type": metricsContentType }),
    )
    .openapi(openApiRoute, (c) => c.json(openApiDocument(), 200));
}
