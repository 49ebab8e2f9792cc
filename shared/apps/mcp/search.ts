import type { z } from "zod";
import type { AgentContext } from "../../agents/context.ts";
import { embedQuestion } from "../../agents/retrieval/embed_question.ts";
import type { TimelineItem } from "../../agents/retrieval/timeline.ts";
import type { SearchInput, SearchOutput, TimelineHit } from "../../contracts/mcp.ts";

/** Characters of one text that a hit shows. */
const mostText = 2000;

/** The hybrid search that answers rest on, its hits as they are, with the coverage receipt. */
export async function searchTimeline(
  context: AgentContext,
  { query, sources, time_window: given, limit }: z.output<typeof SearchInput>,
): Promise<z.output<typeof SearchOutput>> {
  const { embedding, degraded } = await embedQuestion(context, query);
  const window = given && { start: new Date(given.start), end: new Date(given.end) };
  const { items } = await context.timeline.search({
    text: query,
    embedding,
    count: limit,
    now: context.clock.now(),
    scope: sources ? { sources } : {},
    ...(window ? { window } : {}),
  });
  const until = window ? window.end : context.clock.now();
  return {
    hits: items.map(hitOf),
    degraded,
    coverage: await context.coverage(sources, until),
  };
}

function hitOf(item: TimelineItem): TimelineHit {
  const truncated = item.text.length > mostText;
  return {
    type: item.kind,
    id: item.id,
    source: item.source,
    title: item.title,
    author: item.author,
    place: item.place,
    addressed: item.addressed,
    occurred_at: item.occurredAt,
    thread_id: item.threadId,
    url: item.url,
    text: truncated ? item.text.slice(0, mostText).toWellFormed() : item.text,
    truncated,
  };
}
