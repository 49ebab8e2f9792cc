import type { PromptRequest, PromptResponse } from "../contracts/prompts.ts";
import type { AgentContext } from "./context.ts";
import type { AgentServices } from "./create_context.ts";
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
  id: string = crypto.randomUUID(),
): Promise<PromptResponse> {
  const answer = await answerPrompt(context, request);
  const until = answer.response.time_range?.end ?? services.clock.now().toISOString();
  const sources = answer.understood.sources.value ?? undefined;
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
