import type { WaitingFor, WaitingForList } from "../../../contracts/prompts.ts";
import { visibleText } from "../../../models/visible_text.ts";
import { inScope, type Scope } from "../../retrieval/scope.ts";
import type { TimelineItem } from "../../retrieval/timeline.ts";
import { parseDueTime } from "../../time/due_time.ts";
import type { ActionsOutput } from "./output.ts";
import { ownerUnknownIn } from "./waiting.ts";

/** Requests that one answer lists; the total counts all of them. */
const maxListed = 200;

/**
 * What the owner waits for as an answer lists it.
 *
 * @param timezone IANA name, by which deadlines are read
 */
export function waitingList(
  waiting: ActionsOutput["waiting_for"],
  items: readonly TimelineItem[],
  timezone: string,
): WaitingForList {
  const byId = new Map(items.map((item) => [item.id, item]));
  const requests = waiting.flatMap(({ event_id, title, asked_of, due_text }): WaitingFor[] => {
    const item = byId.get(event_id);
    if (!item?.source) return [];
    const due = due_text === null
      ? null
      : parseDueTime(due_text, new Date(item.occurredAt), timezone);
    return [{
      event_id,
      source: item.source,
      title: visibleText(title) || "Untitled request",
      asked_of: asked_of === null ? null : visibleText(asked_of) || null,
      place: item.place === null ? null : visibleText(item.place) || null,
      asked_at: item.occurredAt,
      due_at: due?.toISOString() ?? null,
    }];
  }).sort((a, b) => Date.parse(a.asked_at) - Date.parse(b.asked_at));
  return {
    requests: requests.slice(0, maxListed),
    total: requests.length,
    owner_unknown: ownerUnknownIn(items),
  };
}

/** Whether a request of the owner's is in scope: its people are those who were asked. */
export function isWaitedForIn(
  { people, ...conversations }: Scope,
  item: TimelineItem,
  askedOf: string | null,
): boolean {
  if (!inScope(item, conversations)) return false;
  if (people === undefined) return true;
  const asked = namesOf(askedOf ?? "");
  return people.some((name) => {
    const [first] = namesOf(name);
    return first !== undefined && asked.includes(first);
  });
}

function namesOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}'-]+/gu) ?? [];
}
