import { runSummaries } from "../../../shared/jobs/summarize/run_summaries.ts";
import { createFunctionApp, requireSecretKey } from "../../../shared/platform/http_app.ts";
import type { Platform } from "../../../shared/platform/platform.ts";

/** POST / : works on the summarize queue until it is empty or the budget is spent. */
export function jobSummarizeApp(platform: Platform) {
  const app = createFunctionApp("job-summarize", platform);
  app.use(requireSecretKey(platform));
  app.post("/", async (c) => c.json(await runSummaries(platform)));
  return app;
}
