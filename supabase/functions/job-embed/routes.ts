import { runEmbedding } from "../../../shared/jobs/embed/run_embedding.ts";
import { createFunctionApp, requireSecretKey } from "../../../shared/platform/http_app.ts";
import type { Platform } from "../../../shared/platform/platform.ts";

/** POST / : works on the embed queue until it is empty or the budget is spent. */
export function jobEmbedApp(platform: Platform) {
  const app = createFunctionApp("job-embed", platform);
  app.use(requireSecretKey(platform));
  app.post("/", async (c) => c.json(await runEmbedding(platform)));
  return app;
}
