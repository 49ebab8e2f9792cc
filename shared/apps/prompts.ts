import { answerPrompt } from "../agents/prompt_router.ts";
import { createAgentContext } from "../agents/create_context.ts";
import { readCoverage } from "../agents/retrieval/coverage.ts";
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
    const request = c.req.valid("json");
    const user = c.get("user");
    const context = await createAgentContext(services, user);
    const answer = await answerPrompt(context, request);
    const until = answer.response.time_range?.end ?? services.clock.now().toISOString();
    const coverage = await readCoverage(
      { internal: services.internal, vectors: context.vectors, now: services.realNow },
      user.id,
      context.embedder?.model ?? null,
      request.context?.sources,
      new Date(until),
    );
    return c.json({
      prompt_id: crypto.randomUUID(),
      ...answer,
      coverage,
    }, 200);
  });
}
