import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { createFunctionApp, requireSecretKey } from "../../../shared/platform/http_app.ts";
import type { Platform } from "../../../shared/platform/platform.ts";

/** POST / : works on the ingest queue until it is empty or the budget is spent. */
export function jobIngestApp(platform: Platform) {
  const app = createFunctionApp("job-ingest", platform);
  app.use(requireSecretKey(platform));
  app.post("/", async (c) => c.json(await runIngestion(platform)));
  return app;
}
