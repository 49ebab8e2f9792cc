import { runSummaries } from "../jobs/summarize/run_summaries.ts";
import { createFunctionApp, requireSecretKey } from "../http/app.ts";
import type { Services } from "./services.ts";

/** POST / : works on the summarize queue until it is empty or the budget is spent. */
export function jobSummarizeApp(services: Services) {
  const app = createFunctionApp("job-summarize", services);
  app.use(requireSecretKey(services));
  app.post("/", async (c) => c.json(await runSummaries(services)));
  return app;
}
