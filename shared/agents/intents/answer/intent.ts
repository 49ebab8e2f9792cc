import { visibleLines } from "../../../models/visible_text.ts";
import { visibleStatement } from "../statement.ts";
import { type IntentDefinition, timeRange } from "../intent.ts";
import { nothingIn } from "../../retrieval/known.ts";
import { claimAnswer } from "./cues.ts";
import { nothingFound } from "./extractive.ts";
import { answerGraph } from "./graph.ts";

/** Any other question to the timeline. */
export const answerIntent: IntentDefinition<"answer"> = {
  name: "answer",
  description: "any other question",
  claim: claimAnswer,
  async answer({ context, prompt, window, scope }) {
    const { written, items, citations, related, searchDegraded, truncated } = await answerGraph
      .invoke({ context, prompt, window, scope });
    const nothing = window && items.length === 0
      ? `${nothingFound} ${await nothingIn(context, window, scope)}`
      : nothingFound;
    return {
      intent: "answer",
      response: {
        time_range: window ? timeRange(window) : null,
        // What no statement says is said by nobody.
        answer: written.value.statements.length === 0
          ? nothing
          : visibleLines(written.value.answer),
        statements: written.value.statements.map(visibleStatement),
        related,
      },
      citations,
      truncated,
      model: written.model,
      degraded: searchDegraded || written.degraded !== null,
    };
  },
};
