import { visibleLines } from "../../../models/visible_text.ts";
import { visibleStatement } from "../statement.ts";
import { type IntentDefinition, timeRange } from "../intent.ts";
import { answerGraph } from "./graph.ts";

/** Any other question to the timeline. */
export const answerIntent: IntentDefinition<"answer"> = {
  name: "answer",
  description: "any other question",
  claim: () => 0.5,
  async answer({ context, prompt, window, sources }) {
    const { written, citations, searchDegraded } = await answerGraph
      .invoke({ context, prompt, window, sources });
    return {
      intent: "answer",
      response: {
        time_range: window ? timeRange(window) : null,
        answer: visibleLines(written.value.answer),
        statements: written.value.statements.map(visibleStatement),
      },
      citations,
      model: written.model,
      degraded: searchDegraded || written.degraded !== null,
    };
  },
};
