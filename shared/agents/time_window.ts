import { TZDate } from "@date-fns/tz";
import * as chrono from "chrono-node";
import {
  addDays,
  addHours,
  addMinutes,
  addMonths,
  addWeeks,
  startOfDay,
  startOfHour,
  startOfMinute,
  startOfMonth,
  startOfWeek,
  startOfYear,
} from "date-fns";

/** Half open: start belongs to it, end does not. */
export interface TimeWindow {
  start: Date;
  end: Date;
}

const words: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  couple: 2,
  few: 3,
  half: 0.5,
};
const amount = `(?:(\\d{1,4}(?:\\.\\d)?|${
  Object.keys(words).join("|")
})(?: an?| of(?: the)?)?\\s+)?`;
const unit = "(minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?)";
const rolling = new RegExp(`\\b(last|past|previous|recent|preceding)\\s+${amount}${unit}\\b`, "i");
const counted = new RegExp(
  `\\b(?:in|over|within|from|during) the (?:last|past)\\s+${amount}${unit}\\b`,
  "i",
);
const compact = /\b(?:last|past|previous)\s+(\d{1,4})\s?(m|min|h|d|w)\b/i;
const thisPeriod = /\bthis (hour|week|month|year)\b/i;

/**
 * The window that a prompt names, read on the person's own clock: "last 2 hours", "since Monday
 * 9am", "yesterday", "between 9 and 11 today". Null where the prompt names none. A past is meant
 * where a day could be past or future. Arithmetic follows the time zone's calendar, so that
 * "yesterday" has 23 or 25 hours where clocks changed, while "last 24 hours" has 24.
 *
 * @param timezone IANA name
 */
export function parseTimeWindow(prompt: string, now: Date, timezone: string): TimeWindow | null {
  return rollingWindow(prompt, now, timezone) ?? calendarWindow(prompt, now, timezone) ??
    spokenWindow(prompt, now, timezone);
}

function rollingWindow(prompt: string, now: Date, timezone: string): TimeWindow | null {
  const short = compact.exec(prompt);
  if (short) return { start: back(now, Number(short[1]), short[2] ?? "", timezone), end: now };
  const match = counted.exec(prompt);
  if (match) return { start: back(now, quantity(match[1]), match[2] ?? "", timezone), end: now };
  const loose = rolling.exec(prompt);
  if (!loose) return null;
  const [, which, count, name = ""] = loose;
  // "last week" is the calendar's, "past week" and "last 1 week" are the seven days up to now.
  if (
    count === undefined && /^(last|previous)$/i.test(which ?? "") && /^(week|month)$/i.test(name)
  ) {
    const here = new TZDate(now, timezone);
    const end = /^week/i.test(name) ? startOfWeek(here, { weekStartsOn: 1 }) : startOfMonth(here);
    const start = /^week/i.test(name) ? addWeeks(end, -1) : addMonths(end, -1);
    return { start: plain(start), end: plain(end) };
  }
  return { start: back(now, quantity(count), name, timezone), end: now };
}

function quantity(text: string | undefined): number {
  if (text === undefined) return 1;
  return words[text.toLowerCase()] ?? Number(text);
}

function back(now: Date, count: number, name: string, timezone: string): Date {
  const letter = name.toLowerCase();
  if (/^(m|min|mins|minutes?)$/.test(letter)) return addMinutes(now, -count);
  if (/^h/.test(letter)) return addMinutes(now, -count * 60);
  const here = new TZDate(now, timezone);
  if (letter.startsWith("d")) return count < 1 ? addHours(now, -12) : plain(addDays(here, -count));
  if (letter.startsWith("w")) return plain(addDays(here, -Math.round(count * 7)));
  return plain(count < 1 ? addDays(here, -15) : addMonths(here, -count));
}

function calendarWindow(prompt: string, now: Date, timezone: string): TimeWindow | null {
  if (/\blast night\b/i.test(prompt)) {
    const today = startOfDay(new TZDate(now, timezone));
    return { start: plain(addHours(today, -6)), end: plain(addHours(today, 6)) };
  }
  const period = thisPeriod.exec(prompt)?.[1]?.toLowerCase();
  if (!period) return null;
  const here = new TZDate(now, timezone);
  const start = period === "hour"
    ? startOfHour(here)
    : period === "week"
    ? startOfWeek(here, { weekStartsOn: 1 })
    : period === "month"
    ? startOfMonth(here)
    : startOfYear(here);
  return start < now ? { start: plain(start), end: now } : null;
}

function spokenWindow(prompt: string, now: Date, timezone: string): TimeWindow | null {
  // chrono reads the wall clock only: it is handed the person's local time as if it were UTC.
  const here = new TZDate(now, timezone);
  const wall = new Date(Date.UTC(
    here.getFullYear(),
    here.getMonth(),
    here.getDate(),
    here.getHours(),
    here.getMinutes(),
    here.getSeconds(),
  ));
  const text = asRange(prompt);
  const results = chrono.parse(text, { instant: wall, timezone: 0 }).filter((found) =>
    isTime(found, text)
  );
  const found = results[0];
  if (!found) return null;
  const lead = text.slice(0, found.index).toLowerCase();
  const first = past(span(found.start, timezone), found, now);

  if (/\b(since|after|from|starting)\s*$/.test(lead)) {
    const end = found.end ? span(found.end, timezone).end : now;
    return ordered(first.start, end);
  }
  if (/\b(before|until|till|up to)\s*$/.test(lead)) {
    return ordered(addDays(first.start, -30), first.start);
  }
  if (/\bby\s*$/.test(lead)) return null; // A deadline says when something is due, not what to read.
  if (found.end) {
    const until = found.end.isCertain("hour")
      ? plain(local(found.end, timezone))
      : span(found.end, timezone).end;
    return ordered(first.start, until <= first.start ? addDays(until, 1) : until);
  }
  return first;
}

/** "between 9 and 11" in the words that chrono knows: "9:00 to 11:00". */
function asRange(prompt: string): string {
  return prompt.replace(
    /\bbetween\s+(\S+(?:\s\S+){0,3}?)\s+and\s+(\S+)/i,
    (_, from: string, to: string) => {
      const clock = (text: string) => /^\d{1,2}$/.test(text) ? `${text}:00` : text;
      return `${clock(from)} to ${clock(to)}`;
    },
  );
}

/** Words that chrono takes for a time and a prompt does not: "may", "march", "sat", "now". */
function isTime(found: chrono.ParsedResult, prompt: string): boolean {
  const text = found.text.trim();
  if (/^(may|march|sat|sun|mon|wed|now|second|sec)$/i.test(text)) {
    return /\b(on|in|since|last|this|from|during|of)\s+$/i.test(prompt.slice(0, found.index)) &&
      /^[A-Z]/.test(text);
  }
  // A bare number ("topic 5", "v2.1") is no time; chrono asks for more, but "at 9" is one.
  return !/^\d+$/.test(text);
}

/** The stretch that one expression covers: an hour, a part of a day, a day, a month, a year. */
function span(part: chrono.ParsedComponents, timezone: string): TimeWindow {
  const at = local(part, timezone);
  if (part.isCertain("minute")) {
    return { start: plain(startOfMinute(at)), end: plain(addHours(startOfMinute(at), 1)) };
  }
  if (part.isCertain("hour")) {
    return { start: plain(startOfHour(at)), end: plain(addHours(startOfHour(at), 1)) };
  }
  if (part.isCertain("day") || part.isCertain("weekday")) {
    const day = startOfDay(at);
    return partOfDay(part, day) ?? { start: plain(day), end: plain(addDays(day, 1)) };
  }
  if (part.isCertain("month")) {
    const month = startOfMonth(at);
    return { start: plain(month), end: plain(addMonths(month, 1)) };
  }
  if (part.isCertain("year")) {
    const year = startOfYear(at);
    return { start: plain(year), end: plain(addMonths(year, 12)) };
  }
  const day = startOfDay(at);
  return partOfDay(part, day) ?? { start: plain(day), end: plain(addDays(day, 1)) };
}

function partOfDay(part: chrono.ParsedComponents, day: TZDate): TimeWindow | null {
  const tags = part.tags();
  const hours: [string, number, number][] = [
    ["casualReference/morning", 0, 12],
    ["casualReference/noon", 11, 14],
    ["casualReference/afternoon", 12, 18],
    ["casualReference/evening", 17, 24],
    ["casualReference/tonight", 17, 24],
    ["casualReference/midnight", 22, 26],
  ];
  for (const [tag, from, to] of hours) {
    if (tags.has(tag)) return { start: plain(addHours(day, from)), end: plain(addHours(day, to)) };
  }
  return null;
}

/** A day or time that was left open and lies ahead is moved to its last occurrence. */
function past(window: TimeWindow, found: chrono.ParsedResult, now: Date): TimeWindow {
  if (window.start <= now || /\b(tomorrow|next|coming|upcoming|in \d)\b/i.test(found.text)) {
    return window;
  }
  const start = found.start;
  const by = (move: (date: Date) => Date) => ({ start: move(window.start), end: move(window.end) });
  if (start.isCertain("weekday") && !start.isCertain("day")) return by((date) => addDays(date, -7));
  if (start.isCertain("month") && !start.isCertain("year")) {
    return by((date) => addMonths(date, -12));
  }
  if (start.isCertain("hour") && !start.isCertain("day")) return by((date) => addDays(date, -1));
  return window;
}

function local(part: chrono.ParsedComponents, timezone: string): TZDate {
  const get = (name: chrono.Component, fallback: number) => part.get(name) ?? fallback;
  return new TZDate(
    get("year", 1970),
    get("month", 1) - 1,
    get("day", 1),
    get("hour", 0),
    get("minute", 0),
    get("second", 0),
    timezone,
  );
}

function ordered(start: Date, end: Date): TimeWindow | null {
  return start < end ? { start, end } : null;
}

/** date-fns hands on the zone of its argument; what leaves here is an instant. */
function plain(date: Date): Date {
  return new Date(date.getTime());
}

/** The instant that words such as "by Friday" mean when written at `written`; null where none is named. */
export function parseDueTime(text: string, written: Date, timezone: string): Date | null {
  const here = new TZDate(written, timezone);
  const wall = new Date(Date.UTC(
    here.getFullYear(),
    here.getMonth(),
    here.getDate(),
    here.getHours(),
    here.getMinutes(),
    here.getSeconds(),
  ));
  const [found] = chrono.parse(text, { instant: wall, timezone: 0 }, { forwardDate: true });
  if (!found) return null;
  const at = found.start;
  // A day without a time is due when it ends.
  const due = at.isCertain("hour")
    ? plain(local(at, timezone))
    : plain(addDays(startOfDay(local(at, timezone)), 1));
  return due > written ? due : null;
}
