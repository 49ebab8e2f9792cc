import type { SourceRef } from "../../contracts/api.ts";
import type { Citation } from "../../contracts/prompts.ts";
import type { TimelineItem } from "./timeline.ts";

/** The cited items in the order of first mention, each once. */
export function citationsFor(ids: string[], items: TimelineItem[]): Citation[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return [...new Set(ids)].flatMap((id) => {
    const item = byId.get(id);
    return item
      ? [{
        type: item.kind,
        id: item.id,
        source: item.source,
        title: item.title,
        occurred_at: item.occurredAt,
        url: item.url,
      }]
      : [];
  });
}

/** The same as stored beside a summary or task. */
export function sourceRefs(citations: Citation[]): SourceRef[] {
  return citations.map(({ type, id, source }) => ({ type, id, source }));
}
