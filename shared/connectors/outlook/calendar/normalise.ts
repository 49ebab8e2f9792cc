import type { Addressed, EventType } from "../../../contracts/events.ts";
import { buildEvent } from "../../../events/event.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import { sourceVersion } from "../../../events/version.ts";
import { textOf } from "../mail/body.ts";
import { isAt, nameOf, personAt } from "../people.ts";
import type { OutlookEvent } from "./event.ts";

/** What an event alone does not say. */
export interface CalendarContext {
  /** The account's id at Microsoft. */
  accountId: string;
  /** Addresses of the owner, in lower case. */
  own: ReadonlySet<string>;
  /** The calendar's name. */
  calendar: string;
}

/** An event that was written in one go may be touched by the server a moment later, in ms. */
const SAME_MOMENT = 60_000;

/** Identity of a calendar's event among all events of a person. */
export function calendarEventId(accountId: string, id: string): string {
  return `${accountId}:${id}`;
}

/**
 * What happened to a calendar: an event stands in the timeline where it was made, changed or
 * cancelled, and says when it takes place. Null for a plain occurrence of a series, which its series
 * speaks for, and for what nobody has sent yet.
 */
export function normaliseEvent(event: OutlookEvent, context: CalendarContext): ThreadPart | null {
  if (event.type === "occurrence" || event.isDraft) return null;
  const { accountId, own, calendar } = context;
  const { id, subject, organizer, location, attendees, seriesMasterId } = event;
  // Outlook writes it before the subject too.
  const named = event.isCancelled ? subject?.replace(/^cancell?ed:\s*/i, "") : subject;
  const title = named?.trim() || "(no subject)";
  const body = textOf(event.body) || (event.bodyPreview ?? "").trim();
  const names = attendees.map(nameOf).filter((name) => name !== null);
  const lines = [
    `${event.isCancelled ? "Cancelled: " : ""}${title}`,
    timeOf(event),
    ...(location?.displayName?.trim() ? [`Place: ${location.displayName.trim()}`] : []),
    ...(names.length > 0 ? [`With: ${names.slice(0, 20).join(", ")}`] : []),
  ];
  const addressed = addressedOf(event, own);
  const author = nameOf(organizer);
  const built = buildEvent({
    external_id: calendarEventId(accountId, id),
    // A series and what differs from it belong together.
    thread_external_id: calendarEventId(accountId, seriesMasterId ?? id),
    event_type: typeOf(event),
    title,
    author,
    ...personAt(organizer),
    place: calendar,
    addressed,
    by_owner: organizer ? isAt(organizer, own) : null,
    body: body || null,
    url: event.webLink ?? null,
    text_for_embedding: `${lines.join("\n")}${body === "" ? "" : `\n\n${body}`}`,
    source_version: sourceVersion(event.lastModifiedDateTime),
    importance_score: importanceOf(event, addressed),
    occurred_at: event.lastModifiedDateTime,
    deleted: false,
    raw: rawOf(event),
  });
  return {
    event: built,
    participants: [...new Set([...author === null ? [] : [author], ...names])].slice(0, 50),
    subject: title,
  };
}

function typeOf(event: OutlookEvent): EventType {
  if (event.isCancelled) return "calendar_cancelled";
  const { createdDateTime, lastModifiedDateTime } = event;
  const age = Date.parse(lastModifiedDateTime) -
    Date.parse(createdDateTime ?? lastModifiedDateTime);
  return age > SAME_MOMENT ? "calendar_updated" : "calendar_created";
}

/** One's own meetings are no news that somebody sends; invitations are. */
function addressedOf(
  { organizer, isOrganizer }: OutlookEvent,
  own: ReadonlySet<string>,
): Addressed {
  return isOrganizer === true || isAt(organizer, own) || !organizer ? "none" : "direct";
}

/**
 * How much a change of a calendar is likely to matter, 0 to 100. Everything starts at 30; then 15 when
 * others invite, 15 when it is cancelled, 10 when nobody has answered yet, 15 when it is important.
 */
function importanceOf(event: OutlookEvent, addressed: Addressed): number {
  let score = 30;
  if (addressed === "direct") score += 15;
  if (event.isCancelled) score += 15;
  if (event.responseStatus?.response === "notResponded") score += 10;
  if (event.importance === "high") score += 15;
  return score;
}

/** "Thursday 2026-03-05, 14:00 to 15:00 UTC, weekly on monday". */
function timeOf({ start, end, isAllDay, recurrence }: OutlookEvent): string {
  const [from, to] = [start?.dateTime ?? "", end?.dateTime ?? ""];
  const day = from.slice(0, 10);
  const when = isAllDay
    ? `${weekday(from)}${day}, all day`
    : `${weekday(from)}${day}, ${from.slice(11, 16)} to ` +
      `${to.slice(0, 10) === day ? "" : `${to.slice(0, 10)} `}${to.slice(11, 16)} UTC`;
  const pattern = recurrence?.pattern;
  if (!pattern) return when;
  const days = pattern.daysOfWeek.length > 0 ? ` on ${pattern.daysOfWeek.join(", ")}` : "";
  const every = pattern.interval > 1 ? `, every ${pattern.interval}` : "";
  return `${when}, repeated: ${repetition(pattern.type)}${every}${days}`;
}

/** "absoluteMonthly" as "monthly". */
function repetition(type: string): string {
  return type.replace(/^(?:absolute|relative)/, "").toLowerCase();
}

function weekday(dateTime: string): string {
  const date = new Date(`${dateTime.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return "";
  return `${date.toLocaleDateString("en", { weekday: "long", timeZone: "UTC" })} `;
}

function rawOf({ body: _, bodyPreview: __, ...facts }: OutlookEvent): Record<string, unknown> {
  return facts;
}
