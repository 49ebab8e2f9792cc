import { runIngestion } from "../jobs/ingest/run_ingestion.ts";
import { createFunctionApp, requireSecretKey } from "../http/app.ts";
import type { Services } from "./services.ts";

/** POST / : works on the ingest queue until it is empty or the budget is spent. */
export function jobIngestApp(services: Services) {
  const app = createFunctionApp("job-ingest", services);
  app.use(requireSecretKey(services));
  app.post("/", async (c) => c.json(await runIngestion(services)));
  return app;
}
