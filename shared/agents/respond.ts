import type { PromptRequest, PromptResponse } from "../contracts/prompts.ts";
import type { AgentContext } from "./context.ts";
import { answerPrompt } from "./prompt_router.ts";

/**
 * Answers one prompt, and says with it how far each source has been read.
 *
 * @param id by which it can be asked for again
 */
export async function respond(
  context: AgentContext,
  request: PromptRequest,
  id: string = crypto.randomUUID(),
): Promise<PromptResponse> {
  const answer = await answerPrompt(context, request);
  const now = context.clock.now();
  const [end] = [answer, ...answer.further].flatMap(({ response }) => response.time_range ?? [])
    .map((range) => range.end).toSorted().toReversed();
  const coverage = await context.coverage(
    answer.understood.sources.value ?? undefined,
    // What has not happened yet is not read late.
    end === undefined || new Date(end) > now ? now : new Date(end),
  );
  return { prompt_id: id, ...answer, coverage };
}
