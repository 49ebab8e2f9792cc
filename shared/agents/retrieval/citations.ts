import type { SourceRef } from "../../contracts/api.ts";
import { visibleText } from "../../models/visible_text.ts";
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
        title: item.title === null ? null : visibleText(item.title),
        occurred_at: item.occurredAt,
        url: safeUrl(item.url),
      }]
      : [];
  });
}

/** The address where it leads to the web; null where it is a script, a file or no address at all. */
export function safeUrl(url: string | null): string | null {
  const parsed = url === null ? null : URL.parse(url);
  return parsed && ["http:", "https:"].includes(parsed.protocol) ? parsed.href : null;
}

/** The same as stored beside a summary or task, which no meeting that a person entered is read for. */
export function sourceRefs(citations: Citation[]): SourceRef[] {
  return citations.flatMap(({ type, id, source }) =>
    type === "calendar_event" ? [] : [{ type, id, source }]
  );
}
