import { answerPrompt } from "../../../shared/agents/prompt_router.ts";
import { createAgentContext } from "../../../shared/agents/create_context.ts";
import { readCoverage } from "../../../shared/agents/coverage.ts";
import { postPromptRoute } from "../../../shared/contracts/prompts.ts";
import { createFunctionApp, requireUser } from "../../../shared/platform/http_app.ts";
import type { Platform } from "../../../shared/platform/platform.ts";

/** POST / : a free-text prompt in, a cited answer out. */
export function promptsApp(platform: Platform) {
  const app = createFunctionApp("prompts", platform);
  app.use(requireUser("prompts", platform));

  return app.openapi(postPromptRoute, async (c) => {
    const request = c.req.valid("json");
    const user = c.get("user");
    const context = await createAgentContext(platform, user);
    const answer = await answerPrompt(context, request);
    const until = answer.response.time_range?.end ?? platform.clock.now().toISOString();
    const coverage = await readCoverage(
      platform.internal,
      user.id,
      context.embedder?.model ?? null,
      request.context?.sources,
      new Date(until),
    );
    return c.json({
      prompt_id: crypto.randomUUID(),
      ...answer,
      coverage,
      model: context.model.name,
    }, 200);
  });
}
