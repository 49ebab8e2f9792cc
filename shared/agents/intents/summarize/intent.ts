import { type IntentDefinition, timeRange, windowOrLast } from "../intent.ts";
import { claimSummary } from "./cues.ts";
import { summarizeGraph } from "./graph.ts";

/** What is read where neither prompt nor context name a window. */
const defaultHours = 24;

/** A window of time, told in short. */
export const summarizeIntent: IntentDefinition<"summarize"> = {
  name: "summarize",
  description: "a window of time",
  claim: claimSummary,
  async answer(understood) {
    const { context, prompt, scope } = understood;
    const window = windowOrLast(defaultHours, understood);
    const { content, citations, stored, written } = await summarizeGraph
      .invoke({ context, prompt, window, scope });
    return {
      intent: "summarize",
      response: {
        summary_id: stored?.id ?? null,
        time_range: timeRange(window),
        content,
        created_at: stored?.created_at ?? context.clock.now().toISOString(),
      },
      citations,
      truncated: content.statistics.events_read < content.statistics.total_events,
      model: written?.model ?? context.model.name,
      degraded: written?.degraded != null,
    };
  },
};
