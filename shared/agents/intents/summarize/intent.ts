import { type IntentDefinition, timeRange, windowOrLast } from "../intent.ts";
import { summarizeGraph } from "./graph.ts";

/** What is read where neither prompt nor context name a window. */
const defaultHours = 24;

const cues =
  /\b(summar(y|ies|i[sz]e\w*)|recap|digest|overview|catch me up|catch up|tl;?dr|what (happened|did i miss|have i missed|is (new|going on|happening)|went on)|what['’]?s (new|going on|happening)|anything new|(bring|get) me up to (date|speed)|brief(ing| me)|highlights?)\b/i;
const first = /^\s*(summar|recap|overview|digest)/i;

/** A window of time, told in short. */
export const summarizeIntent: IntentDefinition<"summarize"> = {
  name: "summarize",
  description: "a window of time",
  claim: (prompt) => !cues.test(prompt) ? 0 : first.test(prompt) ? 0.92 : 0.85,
  async answer(understood) {
    const { context, prompt, sources } = understood;
    const window = windowOrLast(defaultHours, understood);
    const { content, citations, stored, written } = await summarizeGraph
      .invoke({ context, prompt, window, sources });
    return {
      intent: "summarize",
      response: {
        summary_id: stored?.id ?? null,
        time_range: timeRange(window),
        content,
        created_at: stored?.created_at ?? context.clock.now().toISOString(),
      },
      citations,
      model: written?.model ?? context.model.name,
      degraded: written?.degraded != null,
    };
  },
};
