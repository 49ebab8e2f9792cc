import { runRetention } from "../jobs/retain/run_retention.ts";
import { createFunctionApp, requireSecretKey } from "../http/app.ts";
import type { Services } from "./services.ts";

/** POST / : works on the retain queue until it is empty or the budget is spent. */
export function jobRetainApp(services: Services) {
  const app = createFunctionApp("job-retain", services);
  app.use(requireSecretKey(services));
  app.post("/", async (c) => c.json(await runRetention(services)));
  return app;
}
