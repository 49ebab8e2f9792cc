/** The days of a series of meetings. */
import { type Recurrence, weekdays } from "../../../events/recurrence.ts";
import { dayOf, shift, startOf, weekdayOf, yearOf } from "../../time/calendar.ts";
import { day, type Wall } from "../../time/wall_clock.ts";

/** Outlook repeats nothing more often where it counts. */
const mostCounted = 999;
/** Periods that are looked at: a pattern that no date fits ends here. */
const mostPeriods = 10_000;
const places = { first: 0, second: 1, third: 2, fourth: 3 } as const;

/**
 * The days in [from, until) on which a series takes place, in order, as midnights of a wall clock.
 * A month that is too short for a date has it on its last day, as Outlook does.
 *
 * @param first day of its first meeting
 */
export function daysOfSeries(
  { pattern, range }: Recurrence,
  first: Wall,
  from: Wall,
  until: Wall,
): Wall[] {
  const counted = range?.type === "numbered" ? range.numberOfOccurrences ?? mostCounted : null;
  const last = range?.type === "endDate" && range.endDate
    ? Math.min(until, Date.parse(`${range.endDate}T00:00:00Z`) + day)
    : until;
  const days: Wall[] = [];
  let count = 0;
  // What is counted is counted from its beginning; anything else can begin beside the window.
  const begin = counted === null ? Math.max(0, periodsBetween(pattern, first, from) - 1) : 0;
  for (let period = begin; period < begin + mostPeriods; period++) {
    const { start, candidates } = periodAt(pattern, first, period);
    if (start >= last || (counted !== null && count >= counted)) break;
    for (const candidate of candidates) {
      if (candidate < first) continue;
      count++;
      if (counted !== null && count > counted) break;
      if (candidate >= from && candidate < last) days.push(candidate);
    }
  }
  return days;
}

type Pattern = Recurrence["pattern"];

/** Whole periods of a pattern between two days, rounded down. */
function periodsBetween(pattern: Pattern, first: Wall, at: Wall): number {
  const days = Math.max(0, at - first) / day;
  if (pattern.type === "daily") return Math.floor(days / pattern.interval);
  if (pattern.type === "weekly") return Math.floor(days / 7 / pattern.interval);
  const months = monthsBetween(first, Math.max(first, at));
  return Math.floor(months / (isYearly(pattern) ? 12 : 1) / pattern.interval);
}

function monthsBetween(a: Wall, b: Wall): number {
  return (yearOf(b) - yearOf(a)) * 12 + new Date(b).getUTCMonth() - new Date(a).getUTCMonth();
}

function isYearly({ type }: Pattern): boolean {
  return type.toLowerCase().endsWith("yearly");
}

/** Where a period begins, and its days that fit, those before the first one included. */
function periodAt(
  pattern: Pattern,
  first: Wall,
  period: number,
): { start: Wall; candidates: Wall[] } {
  const { type, interval } = pattern;
  if (type === "daily") {
    const start = first + period * interval * day;
    return { start, candidates: [start] };
  }
  if (type === "weekly") {
    const begins = weekdays.indexOf(pattern.firstDayOfWeek);
    const start = first - (weekdayOf(first) - begins + 7) % 7 * day + period * interval * 7 * day;
    const named = pattern.daysOfWeek.length > 0
      ? pattern.daysOfWeek.map(indexOf)
      : [weekdayOf(first)];
    const offsets = named.map((index) => (index - begins + 7) % 7).toSorted((a, b) => a - b);
    return { start, candidates: offsets.map((offset) => start + offset * day) };
  }
  const month = isYearly(pattern)
    ? shift("year", Date.UTC(yearOf(first), (pattern.month ?? 1) - 1, 1), period * interval)
    : shift("month", startOf("month", first), period * interval);
  return { start: month, candidates: [dayInMonth(pattern, first, month)] };
}

const indexOf = (name: (typeof weekdays)[number]) => weekdays.indexOf(name);

function dayInMonth(pattern: Pattern, first: Wall, month: Wall): Wall {
  const next = shift("month", month, 1);
  if (pattern.type.startsWith("absolute")) {
    const date = pattern.dayOfMonth ?? new Date(first).getUTCDate();
    return Math.min(month + (date - 1) * day, next - day);
  }
  const named = pattern.daysOfWeek.map(indexOf);
  const fitting: Wall[] = [];
  for (let at = month; at < next; at += day) {
    if (named.includes(weekdayOf(at))) fitting.push(at);
  }
  const at = pattern.index === "last" ? fitting.length - 1 : places[pattern.index];
  return fitting[at] ?? dayOf(month);
}
