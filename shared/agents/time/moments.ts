import { dayOf } from "./calendar.ts";
import { timeAt, type TimeOfDay } from "./clock_times.ts";
import { dateAt } from "./dates.ts";
import { dayAt } from "./days.ts";
import { isPossessive } from "./names.ts";
import { periodAt } from "./periods.ts";
import type { Reader } from "./reader.ts";
import type { Stretch } from "./stretch.ts";
import { day, hour, minute, type Wall } from "./wall_clock.ts";

/** A stretch of the calendar, a time of day, or a time on a day. */
export interface Moment {
  start: Wall;
  end: Wall;
  next: number;
  /** Null: a time of day alone. */
  stretch: Stretch | null;
  time: TimeOfDay | null;
  /** The time was said before its day: "after 2pm yesterday". */
  timeFirst: boolean;
}

/** What a calendar has: a date, a day, or something longer. */
export function calendarAt(reader: Reader, index: number): Stretch | null {
  return reader.once("calendarAt", index, () => readCalendarAt(reader, index));
}

function readCalendarAt(reader: Reader, index: number): Stretch | null {
  const found = dateAt(reader, index) ?? sameTimeAt(reader, index) ?? dayAt(reader, index) ??
    periodAt(reader, index);
  if (!found) return null;
  if (found.grain === "week") return dayOfWeek(reader, found, found.next) ?? found;
  if (found.open !== "week") return found;
  // "Monday last week"
  const week = periodAt(reader, reader.has(found.next, "of") ? found.next + 1 : found.next);
  const inWeek = week?.grain === "week" ? dayOfWeek(reader, week, index) : null;
  if (week && inWeek) return { ...inWeek, next: week.next };
  // "Monday, 3 March"
  const at = reader.lower(found.next) === "," ? found.next + 1 : found.next;
  return dateAt(reader, reader.has(at, "the") ? at + 1 : at) ?? found;
}

/** "last week's Friday", "next week on Tuesday", "last week Monday" */
function dayOfWeek(reader: Reader, week: Stretch, next: number): Stretch | null {
  let at = next;
  if (isPossessive(reader, at)) at++;
  if (reader.lower(at) === "," || reader.has(at, "on")) at++;
  at = reader.skip(at);
  const { weekday } = reader.meaning(at);
  if (weekday === undefined) return null;
  const named = dayAt(reader, at);
  const start = week.start + ((weekday + 6) % 7) * day;
  if (!named || named.open !== "week") {
    return { start, end: start + day, next: at + 1, grain: "day" };
  }
  const by = start - (named.base ?? named.start);
  const { open: _, ...fixed } = named;
  return { ...fixed, start: named.start + by, end: named.end + by, base: start };
}

/** "this time yesterday" */
function sameTimeAt(reader: Reader, index: number): Stretch | null {
  if (!reader.has(index, "sameTime")) return null;
  const date = dayAt(reader, reader.has(index + 1, "on") ? index + 2 : index + 1);
  if (date?.grain !== "day") return null;
  const start = date.start + (reader.here - dayOf(reader.here));
  return { start, end: start + hour, next: date.next, grain: "hour" };
}

/** "Monday", "Monday 9am", "yesterday between 2 and 4", "2pm yesterday", "since 9". */
export function momentAt(reader: Reader, index: number): Moment | null {
  return reader.once("momentAt", index, () => readMomentAt(reader, index));
}

function readMomentAt(reader: Reader, index: number): Moment | null {
  const stretch = calendarAt(reader, index);
  if (stretch) {
    const whole = { ...stretch, stretch, time: null, timeFirst: false };
    if (!timed(stretch)) return whole;
    const at = /^[,(:]$/.test(reader.lower(stretch.next)) ? stretch.next + 1 : stretch.next;
    // "Monday to 3 March" goes on with a date.
    const time = calendarAt(reader, at + 1)?.grain === "day" && !reader.has(at, "at", "on")
      ? null
      : timeAt(reader, at);
    return time ? { ...onDay(reader, time, stretch), next: time.next } : whole;
  }
  const time = timeAt(reader, index);
  if (!time) return null;
  const at = reader.has(time.next, "of", "on", "in") || reader.lower(time.next) === ","
    ? time.next + 1
    : time.next;
  const base = dateAt(reader, at) ?? dayAt(reader, at);
  if (base && timed(base)) {
    return { ...onDay(reader, time, base), next: base.next, timeFirst: true };
  }
  return time.weak ? null : today(reader, time);
}

/** Whether a time of day can stand beside it. */
function timed({ grain, start, end }: Stretch): boolean {
  return grain === "day" && end - start <= day || grain === "part";
}

function onDay(reader: Reader, time: TimeOfDay, stretch: Stretch): Moment {
  const base = stretch.base ?? dayOf(stretch.start);
  let { from, to } = halfOfDay(reader, time, base, stretch.part);
  const late = stretch.part === "night" || stretch.part === "evening" ||
    stretch.part === "midnight";
  if (late && from < 12 * 60) [from, to] = [from + 1440, to + 1440];
  return placed(time, base, from, to, stretch);
}

/** Today's; yesterday's where that has not begun and the reader looks back. */
function today(reader: Reader, time: TimeOfDay): Moment {
  let base = dayOf(reader.here);
  const { from, to } = halfOfDay(reader, time, base, undefined);
  if (reader.past) {
    if (time.kind !== "before" && base + from * minute > reader.here) base -= day;
  } else if (base + from * minute <= reader.here) base += day;
  const moment = placed(time, base, from, to, null);
  // "after lunch" during lunch
  const begun = moment.start <= reader.here || !reader.past;
  return begun ? moment : { ...moment, start: base + from * minute };
}

/** What digits alone and hours of a dial mean: "at 3" is the afternoon's where that has been, "at 9" the morning's. */
function halfOfDay(
  reader: Reader,
  time: TimeOfDay,
  base: Wall,
  part: Stretch["part"],
): { from: number; to: number } {
  const { from, to, bare, dial } = time;
  const later = { from: from + 720, to: to > 720 && to > from + 720 ? to : to + 720 };
  const open = dial || bare && reader.language.code === "en";
  if (!open || from >= 720) return { from, to };
  if (part === "morning" || part === "earlyMorning") return { from, to };
  if (part === "afternoon" || part === "evening") return later;
  if (part === "night") return from >= 6 * 60 ? later : { from, to };
  const working = from >= 60 && from < 7 * 60;
  const been = !reader.past || base + later.from * minute <= reader.here;
  return working && been ? later : { from, to };
}

function placed(
  time: TimeOfDay,
  base: Wall,
  from: number,
  to: number,
  stretch: Stretch | null,
): Moment {
  const at = base + from * minute;
  const made = (start: Wall, end: Wall): Moment => ({
    start,
    end,
    next: time.next,
    stretch,
    time,
    timeFirst: false,
  });
  const dayEnd = stretch && stretch.end > at ? Math.max(stretch.end, dayOf(at)) : dayOf(at) + day;
  if (time.kind === "since") return made(at, dayEnd);
  if (time.kind === "after") {
    const part = to - from > 60 ? base + to * minute : at;
    return made(part, Math.max(dayEnd, part + hour));
  }
  if (time.kind === "before") {
    const start = stretch && stretch.grain === "part" && stretch.start < at
      ? stretch.start
      : dayOf(at - 1);
    return made(start, at);
  }
  return made(at, base + to * minute);
}
