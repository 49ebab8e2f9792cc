import { Grounding } from "../../checks/grounding.ts";
import { unknownCitations } from "../../generate_checked.ts";
import type { TimelineItem } from "../../retrieval/timeline.ts";
import type { AnswerOutput } from "./output.ts";

/** Every event that an answer names. */
export function citedIds(output: AnswerOutput): string[] {
  return output.statements.flatMap((statement) => statement.event_ids);
}

/** Checks a model's answer: each statement, and the answer as a whole, stands in what it names. */
export function answerCheck(
  { prompt, timezone, items }: {
    prompt: string;
    timezone: string;
    items: readonly TimelineItem[];
  },
) {
  const retrieved = new Set(items.map((item) => item.id));
  const grounding = new Grounding(items, { prompt, timezone });
  return (output: AnswerOutput): string[] => {
    const cited = citedIds(output);
    const unknown = unknownCitations(cited, retrieved);
    if (unknown.length > 0) return unknown;
    return [
      // Without a statement the answer is that there is none, in words of ours.
      ...(cited.length > 0 ? grounding.faults("answer", output.answer, cited) : []),
      ...output.statements.flatMap(({ text, event_ids }, index) =>
        grounding.faults(`statement ${index + 1}`, text, event_ids)
      ),
    ];
  };
}
