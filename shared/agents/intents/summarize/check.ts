import type { EvidenceCounts } from "../../../models/language_model.ts";
import { Grounding } from "../../checks/grounding.ts";
import { unknownCitations } from "../../generate_checked.ts";
import type { TimelineItem } from "../../retrieval/timeline.ts";
import type { SummaryOutput } from "./output.ts";

/** What a summary is held against. */
export interface SummaryGround {
  prompt: string;
  timezone: string;
  items: readonly TimelineItem[];
  counts: EvidenceCounts;
}

/** Every event that a summary names. */
export function citedIds(output: SummaryOutput): string[] {
  return [
    ...output.highlights.flatMap((highlight) => highlight.event_ids),
    ...output.key_event_ids,
  ];
}

/** Checks a model's summary: it names what was read, and says nothing that this does not say. */
export function summaryCheck({ prompt, timezone, items, counts }: SummaryGround) {
  const read = new Set(items.map((item) => item.id));
  const grounding = new Grounding(items, {
    prompt,
    timezone,
    counted: [...Object.values(counts), Object.values(counts).reduce((sum, n) => sum + n, 0)],
  });
  return (output: SummaryOutput): string[] => {
    const cited = citedIds(output);
    const unknown = unknownCitations(cited, read);
    if (unknown.length > 0) return unknown;
    if (cited.length === 0) return ["the summary names no event"];
    return [
      ...grounding.faults("overview", output.overview, cited),
      ...output.highlights.flatMap(({ text, event_ids }, index) =>
        grounding.faults(`highlight ${index + 1}`, text, event_ids)
      ),
      ...output.themes.filter((theme) => grounding.supported([theme]).length === 0)
        .map((theme) => `no event is about the theme "${theme.slice(0, 60)}"`),
    ];
  };
}
