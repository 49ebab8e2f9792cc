import { TZDate } from "@date-fns/tz";
import * as chrono from "chrono-node";
import {
  addDays,
  addHours,
  addMonths,
  startOfDay,
  startOfHour,
  startOfMinute,
  startOfMonth,
  startOfYear,
} from "date-fns";
import { atHour, local, plain, wallTime } from "./wall_clock.ts";
import type { NamedWindow, TimeWindow } from "./window.ts";

/** A day, a time or a range in words that chrono knows: "Monday 9am", "between 9 and 11 today". */
export function spokenWindow(
  prompt: string,
  now: Date,
  timezone: string,
): NamedWindow & { text: string; isRange: boolean } | null {
  const text = asRange(prompt);
  const found = chrono.parse(text, { instant: wallTime(now, timezone), timezone: 0 })
    .find((result) => isTime(result, text));
  if (!found) return null;

  const whole = span(found.start, timezone);
  const move = toThePast(whole.start, found, now, timezone);
  const start = move(whole.start);
  let end = move(whole.end);
  if (found.end) {
    end = move(
      found.end.isCertain("hour")
        ? plain(local(found.end, timezone))
        : span(found.end, timezone).end,
    );
    if (end <= start) end = plain(addDays(new TZDate(end, timezone), 1));
  }
  return { window: { start, end }, index: found.index, text, isRange: Boolean(found.end) };
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
  if (/^(may|march|sat|sun|mon|wed|now|second|sec|weekend)$/i.test(text)) {
    return /\b(on|in|since|last|this|from|during|of)\s+$/i.test(prompt.slice(0, found.index)) &&
      /^[A-Z]/.test(text);
  }
  // A bare number ("topic 5", "v2.1") is no time; chrono asks for more, but "at 9" is one.
  return !/^\d+$/.test(text);
}

/** The stretch that one expression covers: an hour, a part of a day, a day, a month, a year. */
function span(part: chrono.ParsedComponents, timezone: string): TimeWindow {
  const at = local(part, timezone);
  if (part.isCertain("hour")) {
    const from = part.isCertain("minute") ? startOfMinute(at) : startOfHour(at);
    return { start: plain(from), end: plain(addHours(from, 1)) };
  }
  const from = (start: Date, end: Date) => ({ start: plain(start), end: plain(end) });
  const day = startOfDay(at);
  if (!part.isCertain("day") && !part.isCertain("weekday")) {
    const [month, year] = [startOfMonth(at), startOfYear(at)];
    if (part.isCertain("month")) return from(month, addMonths(month, 1));
    if (part.isCertain("year")) return from(year, addMonths(year, 12));
  }
  return partOfDay(part, day, timezone) ?? from(day, addDays(day, 1));
}

const partsOfDay: [tag: `casualReference/${string}`, from: number, to: number][] = [
  ["casualReference/morning", 0, 12],
  ["casualReference/noon", 11, 14],
  ["casualReference/afternoon", 12, 18],
  ["casualReference/evening", 17, 24],
  ["casualReference/tonight", 17, 24],
  ["casualReference/midnight", 22, 26],
];

function partOfDay(
  part: chrono.ParsedComponents,
  day: TZDate,
  timezone: string,
): TimeWindow | null {
  const tags = part.tags();
  const [, from, to] = partsOfDay.find(([tag]) => tags.has(tag)) ?? [];
  if (from === undefined || to === undefined) return null;
  return { start: atHour(day, from, timezone), end: atHour(day, to, timezone) };
}

/** How a day or time that was left open and lies ahead gets to its last occurrence. */
function toThePast(
  start: Date,
  found: chrono.ParsedResult,
  now: Date,
  timezone: string,
): (date: Date) => Date {
  const by = (step: (date: Date) => Date) => (date: Date) =>
    plain(step(new TZDate(date, timezone)));
  if (start <= now || /\b(tomorrow|next|coming|upcoming|in \d)\b/i.test(found.text)) return plain;
  const part = found.start;
  if (part.isCertain("weekday") && !part.isCertain("day")) return by((date) => addDays(date, -7));
  if (part.isCertain("month") && !part.isCertain("year")) {
    return by((date) => addMonths(date, -12));
  }
  if (part.isCertain("hour") && !part.isCertain("day")) return by((date) => addDays(date, -1));
  return plain;
}
