import type { Rpc } from "../../database/rpc.ts";
import { z } from "zod";
import type { AgentContext } from "../../agents/context.ts";
import { proposalGraph } from "../../agents/intents/task_detection/proposal_graph.ts";
import { summarizeGraph } from "../../agents/intents/summarize/graph.ts";
import type { Scope } from "../../agents/retrieval/scope.ts";
import { SummarizeMessage } from "../../contracts/queue_messages.ts";
import type { JobHandler } from "../worker/handler.ts";

const digest = z.object({
  timezone: z.string(),
  wanted: z.boolean(),
  has_summary: z.boolean(),
  has_proposal: z.boolean(),
}).nullable();

/**
 * Writes the summary and the proposal of each person's window. What is written already is left as
 * it is, so that a message read twice costs no model twice; who switched the schedule off since, or
 * is gone, gets nothing.
 */
export function summarizeJob(
  internal: Rpc,
  contextFor: (userId: string, timezone: string) => Promise<AgentContext>,
): JobHandler<SummarizeMessage> {
  return {
    queue: "summarize",
    schema: SummarizeMessage,
    sliceSize: 1,
    slicesPerRun: 20,
    maxAttempts: 6,
    async handle(jobs) {
      for (const { message } of jobs) await writeDigest(internal, contextFor, message);
      return jobs.map(({ id }) => ({ id, result: "done" }));
    },
  };
}

/** A digest is of the whole timeline. */
const everything: Scope = {};

async function writeDigest(
  internal: Rpc,
  contextFor: (userId: string, timezone: string) => Promise<AgentContext>,
  message: SummarizeMessage,
): Promise<void> {
  const state = digest.parse(
    await internal("scheduled_digest", {
      for_user: message.user_id,
      from_time: message.window_start,
      to_time: message.window_end,
    }),
  );
  if (!state?.wanted) return;
  const context = await contextFor(message.user_id, state.timezone);
  const window = { start: new Date(message.window_start), end: new Date(message.window_end) };
  if (!state.has_summary) {
    await summarizeGraph.invoke({
      context,
      prompt: "Summarize this window",
      window,
      scope: everything,
    });
  }
  if (!state.has_proposal) await proposalGraph.invoke({ context, window });
}
