import { createAgentContext } from "../agents/create_context.ts";
import { respond } from "../agents/respond.ts";
import { postPromptRoute } from "../contracts/prompts.ts";
import { createFunctionApp, requireUser } from "../http/app.ts";
import { requireJson } from "../http/body.ts";
import type { Services } from "./services.ts";

/** POST / : a free-text prompt in, a cited answer out. */
export function promptsApp(services: Services) {
  const app = createFunctionApp("prompts", services);
  app.use(requireUser("prompts", services));
  app.use(requireJson);

  return app.openapi(postPromptRoute, async (c) => {
    const context = await createAgentContext(services, c.get("user"));
    return c.json(await respond(services, context, c.req.valid("json")), 200);
  });
}
