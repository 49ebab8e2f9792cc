import { runRetention } from "../../../shared/jobs/retain/run_retention.ts";
import { createFunctionApp, requireSecretKey } from "../../../shared/platform/http_app.ts";
import type { Platform } from "../../../shared/platform/platform.ts";

/** POST / : works on the retain queue until it is empty or the budget is spent. */
export function jobRetainApp(platform: Platform) {
  const app = createFunctionApp("job-retain", platform);
  app.use(requireSecretKey(platform));
  app.post("/", async (c) => c.json(await runRetention(platform)));
  return app;
}
