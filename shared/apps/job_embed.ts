import { runEmbedding } from "../jobs/embed/run_embedding.ts";
import { createFunctionApp, requireSecretKey } from "../http/app.ts";
import type { Services } from "./services.ts";

/** POST / : works on the embed queue until it is empty or the budget is spent. */
export function jobEmbedApp(services: Services) {
  const app = createFunctionApp("job-embed", services);
  app.use(requireSecretKey(services));
  app.post("/", async (c) => c.json(await runEmbedding(services)));
  return app;
}
