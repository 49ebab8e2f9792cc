import { passagesOf } from "./ranking.ts";
import { inScope } from "./scope.ts";
import type { Timeline, TimelineItem, TimelineQuery } from "./timeline.ts";

/** Events and notes that a search finds. */
const hitCount = 40;
/** Hits whose neighbours come with them. */
const withNeighbours = 15;
/** What a question is answered from. */
const evidenceCount = 40;
/** Reciprocal ranks by the search count this much beside the share of the question's words. */
const searchWeight = 0.3;

/**
 * What a question is answered from, best first: what the search finds, and what was said around the
 * first of it, in the order of how much of the question each shares.
 */
export async function retrieve(
  timeline: Timeline,
  query: Omit<TimelineQuery, "count">,
): Promise<{ items: TimelineItem[]; truncated: boolean }> {
  const { items: hits, truncated } = await timeline.search({ ...query, count: hitCount });
  const events = hits.filter((hit) => hit.kind === "event").slice(0, withNeighbours);
  const around = await timeline.saidAround(events.map((hit) => hit.id), query.now);
  const places = new Map(hits.map((hit, index) => [hit.id, index]));
  const near = around.filter((item) =>
    !places.has(item.id) && inScope(item, query.scope) &&
    (!query.window || isWithin(item, query.window))
  );
  const scores = new Map<TimelineItem, number>();
  for (const { item, score } of passagesOf(query.text, [...hits, ...near])) {
    scores.set(item, Math.max(scores.get(item) ?? 0, score));
  }
  const score = (item: TimelineItem) => {
    const place = places.get(item.id);
    return (scores.get(item) ?? 0) + (place === undefined ? 0 : searchWeight / (1 + place / 4));
  };
  const items = [...hits, ...near].sort((a, b) => score(b) - score(a)).slice(0, evidenceCount);
  return { items, truncated };
}

function isWithin(item: TimelineItem, { start, end }: { start: Date; end: Date }): boolean {
  const at = Date.parse(item.occurredAt);
  return at >= start.getTime() && at < end.getTime();
}
