import type { PromptRequest, PromptResponse } from "../contracts/prompts.ts";
import type { AgentContext } from "./context.ts";
import type { AgentServices } from "./create_context.ts";
import type { IntentAnswer } from "./intents/intent.ts";
import { answerPrompt } from "./prompt_router.ts";
import { readCoverage } from "./retrieval/coverage.ts";

type Receipt = Pick<AgentServices, "clock" | "realNow" | "internal">;

/**
 * Answers one prompt, and says with it how far each source has been read.
 *
 * @param id by which it can be asked for again
 */
export async function respond(
  services: Receipt,
  context: AgentContext,
  request: PromptRequest,
  id?: string,
): Promise<PromptResponse> {
  const answer = await answerPrompt(context, request);
  return await withReceipt(services, context, answer, request.context?.sources, id);
}

/** The answer with its envelope: an id, and the coverage up to the end of what was asked about. */
export async function withReceipt<A extends IntentAnswer>(
  services: Receipt,
  context: AgentContext,
  answer: A,
  sources: NonNullable<PromptRequest["context"]>["sources"],
  id: string = crypto.randomUUID(),
) {
  const until = answer.response.time_range?.end ?? services.clock.now().toISOString();
  const coverage = await coverageOf(services, context, sources, new Date(until));
  return { prompt_id: id, ...answer, coverage };
}

/** The coverage receipt of the person whom `context` is for, as seen from `until`. */
export function coverageOf(
  services: Pick<Receipt, "internal" | "realNow">,
  context: AgentContext,
  sources: NonNullable<PromptRequest["context"]>["sources"],
  until: Date,
) {
  return readCoverage(
    { internal: services.internal, vectors: context.vectors, now: services.realNow },
    context.userId,
    context.embedder?.model ?? null,
    sources,
    until,
  );
}
