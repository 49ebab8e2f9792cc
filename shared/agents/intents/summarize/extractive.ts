import type { Source } from "../../../contracts/events.ts";
import type { Evidence, EvidenceCounts } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { fairShare } from "../../../models/extractive/budget.ts";
import { visibleText } from "../../../models/visible_text.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";
import { termsOf } from "../../../models/extractive/terms.ts";
import { bearing, type Candidate, chooseHighlights, standing } from "./highlights.ts";
import type { SummaryOutput } from "./schema.ts";
import { themesOf } from "./themes.ts";

const highlightCount = 6;
const keyEventCount = 10;
/** A conversation with a longer name is not named: the overview has to stay one. */
const maxPlace = 200;
/** Balance between saying much (1) and saying something new (0), as in maximal marginal relevance. */
const relevanceWeight = 0.65;

/**
 * Centrality over stored embeddings (the items' `relevance`) chooses the events, maximal marginal
 * relevance (Carbonell and Goldstein 1998) the sentences. Nothing is said that no event says.
 */
export function summarizeEvidence(given: Evidence[], counts?: EvidenceCounts): SummaryOutput {
  const share = fairShare(given.map((item) => item.text.length));
  const items = given.map((item) => ({ ...item, text: cutText(item.text, share) }));
  const weights = termWeights(items);
  const candidates = items.flatMap((item) => {
    const best = sentencesOf(item.text)
      .map((sentence) => candidate(item, sentence, weights))
      .sort((a, b) => b.score - a.score)[0];
    return best && best.score > 0 ? [best] : [];
  }).sort((a, b) => b.score - a.score || a.item.occurredAt.localeCompare(b.item.occurredAt));

  const highlights = chooseHighlights(candidates, highlightCount, relevanceWeight)
    .sort((a, b) => a.item.occurredAt.localeCompare(b.item.occurredAt));
  const keyEvents = candidates.length > 0 ? candidates.map((c) => c.item) : items;
  return {
    overview: overview(items, counts),
    highlights: highlights.map((c) => {
      const title = visibleText(cutText(c.item.title ?? "", 2000));
      return {
        text: cutText(title ? `${title}: ${c.sentence}` : c.sentence, 2000),
        event_ids: [c.item.id],
      };
    }),
    key_event_ids: keyEvents.slice(0, keyEventCount).map((item) => item.id),
    themes: themesOf(items, 6),
  };
}

/** Inverse document frequency, flattened: a word everybody uses says little, one that occurs once too. */
function termWeights(items: Evidence[]): Map<string, number> {
  const documents = new Map<string, number>();
  for (const item of items) {
    for (const term of new Set(termsOf(item.text))) {
      documents.set(term, (documents.get(term) ?? 0) + 1);
    }
  }
  return new Map(
    [...documents].map((
      [term, uses],
    ) => [term, Math.log(1 + uses) * Math.log(1 + items.length / uses)]),
  );
}

function candidate(item: Evidence, sentence: string, weights: Map<string, number>): Candidate {
  const words = sentence.split(" ").length;
  const terms = new Set(termsOf(sentence));
  if (words < 4 || terms.size < 2) return { item, sentence, terms, score: 0 };
  const weight = [...terms].reduce((sum, term) => sum + (weights.get(term) ?? 0), 0) /
    Math.sqrt(terms.size);
  const length = words > 30 ? 30 / words : Math.min(1, words / 8);
  const own = standing(sentence, item) * length * (weight / 6 + 2 * (item.relevance ?? 0.2));
  return { item, sentence, terms, score: own + bearing(item, sentence) };
}

function overview(items: Evidence[], counts: EvidenceCounts | undefined): string {
  const bySource = new Map<Source | null, number>();
  const byPlace = new Map<string, number>();
  for (const item of items) {
    bySource.set(item.source, (bySource.get(item.source) ?? 0) + 1);
    const place = placeOf(item);
    if (place) byPlace.set(place, (byPlace.get(place) ?? 0) + 1);
  }
  const read = items.length;
  const told = counts ? Object.entries(counts) as [Source, number][] : [...bySource];
  const total = told.reduce((sum, [, n]) => sum + n, 0);
  const sources = told.sort((a, b) => b[1] - a[1]).map(([source, n]) =>
    `${n} from ${sourceName(source)}`
  );
  const places = [...byPlace].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const busiest = places.slice(0, 3).map(([place, n]) => `${place} (${n})`);
  return [
    `${total} ${total === 1 ? "event" : "events"}: ${listed(sources)}.`,
    total > read ? `Only the newest ${read} of them were read.` : "",
    busiest.length > 0 ? `Most was said in ${listed(busiest)}.` : "",
  ].filter(Boolean).join(" ");
}

/** A name that fits into one line; a mail's conversation has none. */
function placeOf({ place }: Evidence): string | undefined {
  return place !== null && place !== "" && place.length <= maxPlace ? place : undefined;
}

function sourceName(source: Source | null): string {
  return source === null
    ? "notes"
    : source === "calendar"
    ? "the calendar"
    : source[0]?.toUpperCase() + source.slice(1);
}

function listed(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
