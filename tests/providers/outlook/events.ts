/** Events as Graph shows them. */
import type { Event } from "@microsoft/microsoft-graph-types";
import type { Appointment } from "./calendars.ts";
import type { Call } from "./call.ts";
import { malformedId, notFound } from "./graph_failure.ts";
import { wellFormed } from "./ids.ts";
import { type Instance, instanceOn, single } from "./instances.ts";
import { type Preferences, selected } from "./odata.ts";
import { plainText, preview } from "./plain_text.ts";
import { civilOf, instantOf } from "./time_zones.ts";

/** Properties of an event that can be selected. */
export const EVENT: readonly (keyof Event)[] = [
  "id",
  "createdDateTime",
  "lastModifiedDateTime",
  "changeKey",
  "categories",
  "transactionId",
  "originalStartTimeZone",
  "originalEndTimeZone",
  "originalStart",
  "iCalUId",
  "reminderMinutesBeforeStart",
  "isReminderOn",
  "hasAttachments",
  "subject",
  "bodyPreview",
  "importance",
  "sensitivity",
  "isAllDay",
  "isCancelled",
  "isOrganizer",
  "isDraft",
  "responseRequested",
  "seriesMasterId",
  "showAs",
  "type",
  "webLink",
  "onlineMeetingUrl",
  "isOnlineMeeting",
  "onlineMeetingProvider",
  "allowNewTimeProposals",
  "hideAttendees",
  "responseStatus",
  "body",
  "start",
  "end",
  "location",
  "locations",
  "recurrence",
  "attendees",
  "organizer",
  "onlineMeeting",
  "cancelledOccurrences",
];

/** A series itself, or something that takes place. */
export type Shown = Instance | { appointment: Appointment; type: "seriesMaster"; event: Event };

export const masterOf = (appointment: Appointment): Shown => ({
  appointment,
  type: "seriesMaster",
  event: appointment.event,
});

/** The id of an event on a date of its series (`2026-11-25`), or of the series or a single event. */
export function eventId(
  { key, mutableId }: Pick<Appointment, "key" | "mutableId">,
  date: string | null,
  prefer: Preferences,
): string {
  const base = prefer.immutableIds ? key : mutableId;
  return date === null ? base : `${base.slice(0, -4)}D${date.replaceAll("-", "")}AA=`;
}

/**
 * The event of a path.
 *
 * @throws {GraphFailure} 404 where it is not there, 400 where it is no id
 */
export function eventOf({ mailbox, params }: Call): Shown {
  const id = params["event"] ?? "";
  const [, base, year, month, day] = /^(.+)D(\d{4})(\d\d)(\d\d)AA=$/.exec(id) ?? [];
  const wanted = base === undefined ? id : `${base}AAA=`;
  const { appointments } = mailbox.calendars;
  const appointment = appointments.get(wanted) ??
    [...appointments.values()].find(({ mutableId }) => mutableId === wanted);
  if (!appointment) throw wellFormed(id) ? notFound() : malformedId();
  if (base !== undefined) {
    const instance = instanceOn(appointment, `${year}-${month}-${day}`);
    if (!instance) throw notFound();
    return instance;
  }
  return appointment.event.recurrence ? masterOf(appointment) : single(appointment);
}

/** @throws {WrongRequest} 400 where the preferred zone is none */
export function shownEvent(
  shown: Shown,
  call: Call,
  select: readonly string[] | null = null,
): Record<string, unknown> {
  const { appointment, type, event } = shown;
  const { body, ...rest } = event;
  const { prefer } = call;
  const text = prefer.bodyType === "text" && body?.contentType === "html";
  const inSeries = type === "occurrence" || type === "exception";
  const bodies = {
    bodyPreview: preview(body),
    body: text ? { contentType: "text", content: plainText(body?.content ?? "") } : body,
  };
  const full = call.access.scopes.has("Calendars.Read") ||
    call.access.scopes.has("Calendars.ReadWrite");
  return selected({
    "@odata.etag": `W/"${appointment.event.changeKey}"`,
    id: eventId(appointment, "date" in shown ? shown.date : null, prefer),
    ...rest,
    ...(full ? bodies : {}),
    type,
    seriesMasterId: inSeries ? eventId(appointment, null, prefer) : null,
    ...timesShown(event, prefer),
    ...(select === null ? {} : { cancelledOccurrences: cancelledOf(shown, prefer) }),
  }, select);
}

/** Shown of a series alone, and only where it is selected. */
function cancelledOf({ appointment, type }: Shown, prefer: Preferences): string[] | null {
  if (type !== "seriesMaster") return null;
  return Object.entries(appointment.exceptions).flatMap(([date, exception]) =>
    exception === null ? [`OID.${eventId(appointment, null, prefer)}.${date}`] : []
  );
}

/** What a delta says of an event of a series that is no exception; the rest is its series'. */
export function shownOccurrence(shown: Instance, { prefer }: Call): Record<string, unknown> {
  return {
    "@odata.etag": `W/"${shown.appointment.event.changeKey}"`,
    seriesMasterId: eventId(shown.appointment, null, prefer),
    type: shown.type,
    id: eventId(shown.appointment, shown.date, prefer),
    ...timesShown(shown.event, prefer),
  };
}

/** Start and end in the preferred zone, in UTC unless there is one; whole days have none. */
function timesShown({ start, end, isAllDay }: Event, prefer: Preferences) {
  const zone = prefer.timeZone ?? "UTC";
  const shown = (time: Event["start"]) => {
    if (!time) throw new Error("An event needs a start and an end");
    const converted = civilOf(instantOf(time), zone);
    return isAllDay
      ? { dateTime: `${time.dateTime?.slice(0, 10)}T00:00:00.0000000`, timeZone: zone }
      : converted;
  };
  return { start: shown(start), end: shown(end) };
}
