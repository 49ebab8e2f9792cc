/** What takes place when, out of the rows that calendars are kept in. */
import { findIana } from "windows-iana";
import { z } from "zod";
import { StoredInstant } from "../../../contracts/api.ts";
import { Recurrence } from "../../../events/recurrence.ts";
import { dayOf } from "../../time/calendar.ts";
import { day, firstInstant, type Wall, wallTime } from "../../time/wall_clock.ts";
import type { TimeWindow } from "../../time/window.ts";
import { daysOfSeries } from "./series.ts";

const text = z.string().nullish().catch(null);
const moment = z.object({ dateTime: z.string() }).nullish().catch(null);
const attendee = z.object({
  emailAddress: z.object({ name: text, address: text }).nullish().catch(null),
});

/** A row of `public.list_meetings`: times are in UTC, as Graph writes them without a zone. */
export const MeetingRow = z.object({
  kind: z.enum(["event", "calendar_event"]),
  id: z.guid(),
  title: text,
  author: text,
  place: text,
  url: text,
  occurred_at: StoredInstant,
  type: text,
  /** Id at the provider, and that of the series it is part of. */
  series: text,
  part_of: text,
  start: moment,
  end: moment,
  original_start: text,
  recurrence: Recurrence.nullish().catch(null),
  /** Occurrences that were cancelled, by ids that end in their dates. */
  left_out: z.array(z.string()).nullish().catch(null),
  all_day: z.boolean().nullish().catch(null),
  cancelled: z.boolean().nullish().catch(null),
  shown_as: text,
  answered: text,
  location: text,
  attendees: z.array(attendee).nullish().catch(null),
});
export type MeetingRow = z.infer<typeof MeetingRow>;

/** One meeting, one day of a series included. Half open; without length it lies at its start. */
export interface Meeting {
  kind: MeetingRow["kind"];
  id: string;
  title: string;
  start: Date;
  end: Date;
  allDay: boolean;
  /** Whether nothing else fits beside it. */
  busy: boolean;
  location: string | null;
  /** Who invited and who is invited, by name. */
  people: string[];
  url: string | null;
  occurredAt: string;
}

/** What takes place, and how much of it does not: cancelled, or declined by the person. */
export interface Meetings {
  meetings: Meeting[];
  leftOut: { cancelled: number; declined: number };
}

/**
 * What takes place in a window, by its start. Whole days are those of the person's own zone; a series
 * keeps the time that it has in its own, and what differs from it stands in the place of its day.
 *
 * @param timezone IANA name of the person's zone
 */
export function meetingsIn(
  rows: readonly MeetingRow[],
  window: TimeWindow,
  timezone: string,
): Meetings {
  const replaced = new Set(rows.flatMap((row) => {
    const at = row.part_of == null ? null : instantOf(row.original_start ?? null);
    return at === null ? [] : [`${row.part_of} ${at}`];
  }));
  const isLeftOut = leftOutOfSeries(rows, timezone);
  const leftOut = { cancelled: 0, declined: 0 };
  const meetings: Meeting[] = [];
  for (const row of rows) {
    // It differed from its series before it was cancelled.
    if (isLeftOut(row)) continue;
    const stretches =
      (row.recurrence ? occurrences(row, row.recurrence, window, timezone) : single(row, timezone))
        .filter(({ start, end }) => overlaps({ start, end }, window))
        .filter(({ original }) => !replaced.has(`${row.series} ${original}`));
    if (row.cancelled) leftOut.cancelled += stretches.length;
    else if (row.answered === "declined") leftOut.declined += stretches.length;
    else meetings.push(...stretches.map((stretch) => meeting(row, stretch)));
  }
  meetings.sort((a, b) =>
    a.start.getTime() - b.start.getTime() || a.end.getTime() - b.end.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
  return { meetings, leftOut };
}

/** Tells of an exception whether its series says that it takes place no more. */
function leftOutOfSeries(
  rows: readonly MeetingRow[],
  timezone: string,
): (row: MeetingRow) => boolean {
  const series = new Map(
    rows.flatMap((row) => row.recurrence && row.series ? [[row.series, row] as const] : []),
  );
  return ({ part_of, original_start, all_day }) => {
    const of = part_of == null ? undefined : series.get(part_of);
    const at = instantOf(original_start ?? null);
    if (!of?.recurrence || at === null) return false;
    const zone = zoneOf(of.recurrence) ?? timezone;
    const date = of.all_day || all_day ? at : wallTime(new Date(at), zone);
    return datesLeftOut(of).has(dateText(date));
  };
}

function datesLeftOut({ left_out }: MeetingRow): Set<string> {
  return new Set((left_out ?? []).map((id) => id.slice(-10)));
}

function dateText(at: Wall): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Whether a stretch has anything of a window; one without length lies at its start. */
export function overlaps(stretch: TimeWindow, window: TimeWindow): boolean {
  return stretch.start < window.end &&
    (stretch.end > window.start || stretch.start >= window.start);
}

/** When something takes place, and when it would have by its series; days without a time as midnights. */
interface Occurrence extends TimeWindow {
  original: number;
}

function meeting(row: MeetingRow, { start, end }: TimeWindow): Meeting {
  const shown = row.shown_as ?? "busy";
  return {
    kind: row.kind,
    id: row.id,
    title: row.title ?? "",
    start,
    end,
    allDay: row.all_day === true,
    busy: shown !== "free" && shown !== "workingElsewhere",
    location: row.location || null,
    people: [
      ...(row.author ? [row.author] : []),
      ...(row.attendees ?? []).flatMap(({ emailAddress }) => emailAddress?.name ?? []),
    ],
    url: row.url ?? null,
    occurredAt: row.occurred_at,
  };
}

function single(row: MeetingRow, timezone: string): Occurrence[] {
  const [start, end] = [
    instantOf(row.start?.dateTime ?? null),
    instantOf(row.end?.dateTime ?? null),
  ];
  if (start === null || end === null) return [];
  return row.all_day
    ? [{ original: start, start: firstInstant(start, timezone), end: firstInstant(end, timezone) }]
    : [{ original: start, start: new Date(start), end: new Date(Math.max(start, end)) }];
}

function occurrences(
  row: MeetingRow,
  recurrence: Recurrence,
  { start: from, end: until }: TimeWindow,
  timezone: string,
): Occurrence[] {
  const [start, end] = [
    instantOf(row.start?.dateTime ?? null),
    instantOf(row.end?.dateTime ?? null),
  ];
  if (start === null || end === null) return [];
  const zone = row.all_day ? timezone : zoneOf(recurrence) ?? timezone;
  // Days without a time are written as midnights, whatever the zone.
  const first = row.all_day ? start : wallTime(new Date(start), zone);
  const length = Math.max(0, end - start);
  const gone = datesLeftOut(row);
  return daysOfSeries(
    recurrence,
    dayOf(first),
    dayOf(wallTime(from, zone) - length) - day,
    wallTime(until, zone) + day,
  ).filter((date) => !gone.has(dateText(date))).map((date) => {
    const at: Wall = date + first - dayOf(first);
    const begins = firstInstant(at, zone);
    return {
      original: row.all_day ? at : begins.getTime(),
      start: begins,
      end: row.all_day ? firstInstant(at + length, zone) : new Date(begins.getTime() + length),
    };
  });
}

/** The zone that a series keeps its time in; null where nobody knows it. */
function zoneOf({ range }: Recurrence): string | null {
  const name = range?.recurrenceTimeZone ?? null;
  if (name === null) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return findIana(name)[0] ?? null;
  }
}

/** "2026-03-05T14:00:00.0000000", in UTC whether it says so or not; null where it is none. */
function instantOf(dateTime: string | null): number | null {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,3})?/.exec(dateTime ?? "");
  const at = parts ? Date.parse(`${parts[1]}${parts[2] ?? ""}Z`) : NaN;
  return Number.isNaN(at) ? null : at;
}
