import { createAgentContext } from "../agents/create_context.ts";
import { respond } from "../agents/respond.ts";
import {
  getPromptRoute,
  listPromptsRoute,
  postPromptRoute,
  type PromptProgress,
} from "../contracts/prompts.ts";
import { createFunctionApp, requireUser } from "../http/app.ts";
import { requireJson } from "../http/body.ts";
import { answerOnce } from "../http/idempotency.ts";
import {
  countFailedPrompt,
  findPrompt,
  getPrompt,
  listPrompts,
  storePrompt,
} from "../resources/prompts.ts";
import { streamAnswer, wantsEvents } from "./prompts/stream.ts";
import type { Services } from "./services.ts";

/** POST / : a free-text prompt in, a cited answer out; GET: what was asked and answered before. */
export function promptsApp(services: Services) {
  const app = createFunctionApp("prompts", services);
  app.use(requireUser("prompts", services));
  app.use(requireJson);
  app.use(answerOnce(services));

  return app
    .openapi(postPromptRoute, async (c) => {
      const request = c.req.valid("json");
      const user = c.get("user");
      const key = c.get("requestKey");
      const answer = async (tell?: (progress: PromptProgress) => void) => {
        // Where the first request was cut off, its answer may be kept already.
        const kept = key === undefined ? null : await findPrompt(services.internal, user.id, key);
        if (kept) return kept.answer;
        try {
          const context = await createAgentContext(services, user, true, tell);
          const answer = await respond(context, request, key);
          await storePrompt(services.internal, user, request.prompt, answer, context.usage());
          return answer;
        } catch (error) {
          await countFailedPrompt(services, error);
          throw error;
        }
      };
      if (wantsEvents(c)) return streamAnswer(c, services, answer);
      return c.json(await answer(), 200);
    })
    .openapi(listPromptsRoute, async (c) => {
      const page = await listPrompts(services.internal, c.get("user").id, c.req.valid("query"));
      return c.json(page, 200);
    })
    .openapi(getPromptRoute, async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await getPrompt(services.internal, c.get("user").id, id), 200);
    });
}
