/**
 * The dates of a series (learn.microsoft.com/graph/outlook-schedule-recurring-events). Dates are
 * civil, as milliseconds of their midnight in UTC; the zone comes in when they become instants.
 */
import type {
  PatternedRecurrence,
  RecurrencePattern,
  RecurrenceRange,
  WeekIndex,
} from "@microsoft/microsoft-graph-types";

const DAY = 86_400_000;
const WEEK = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;
const INDEX: readonly WeekIndex[] = ["first", "second", "third", "fourth"];

/** @returns the date as `2026-11-25` */
export const dateText = (date: number): string => new Date(date).toISOString().slice(0, 10);
export const dateOf = (text: string): number => Date.parse(`${text.slice(0, 10)}T00:00:00Z`);

/** The dates of a series from its first one until a date, that one included. */
export function* datesOf(
  { pattern, range }: PatternedRecurrence,
  until: number,
): Generator<number> {
  if (!pattern || !range?.startDate) throw new Error("A series needs a pattern and a first date");
  const first = dateOf(range.startDate);
  const last = Math.min(until, endOf(range));
  const most = range.type === "numbered" ? range.numberOfOccurrences ?? 0 : Infinity;
  let count = 0;
  for (let date = first; date <= last && count < most; date += DAY) {
    if (!matches(pattern, first, date)) continue;
    count++;
    yield date;
  }
}

function endOf({ type, endDate }: RecurrenceRange): number {
  return type === "endDate" && endDate ? dateOf(endDate) : Infinity;
}

function matches(pattern: RecurrencePattern, first: number, date: number): boolean {
  const interval = pattern.interval ?? 1;
  const [from, at] = [new Date(first), new Date(date)];
  const years = at.getUTCFullYear() - from.getUTCFullYear();
  const months = years * 12 + at.getUTCMonth() - from.getUTCMonth();
  switch (pattern.type) {
    case "daily":
      return (date - first) / DAY % interval === 0;
    case "weekly": {
      const weeks = (weekOf(pattern, date) - weekOf(pattern, first)) / (7 * DAY);
      return weeks % interval === 0 && onDay(pattern, at);
    }
    case "absoluteMonthly":
      return months % interval === 0 && onDate(pattern, at);
    case "relativeMonthly":
      return months % interval === 0 && onIndex(pattern, at);
    case "absoluteYearly":
      return years % interval === 0 && at.getUTCMonth() + 1 === pattern.month &&
        onDate(pattern, at);
    case "relativeYearly":
      return years % interval === 0 && at.getUTCMonth() + 1 === pattern.month &&
        onIndex(pattern, at);
  }
  throw new Error(`No pattern of type ${pattern.type}`);
}

function onDay({ daysOfWeek }: RecurrencePattern, at: Date): boolean {
  const day = WEEK[at.getUTCDay()];
  return day !== undefined && (daysOfWeek ?? []).includes(day);
}

/** The day of the month, or its last where it is shorter. */
function onDate({ dayOfMonth = 1 }: RecurrencePattern, at: Date): boolean {
  return at.getUTCDate() === Math.min(dayOfMonth, daysIn(at));
}

/** The second Tuesday, the last weekday. */
function onIndex(pattern: RecurrencePattern, at: Date): boolean {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const days = Array.from({ length: daysIn(at) }, (_, index) => index + 1)
    .filter((day) => onDay(pattern, new Date(Date.UTC(year, month, day))));
  const wanted = pattern.index === "last"
    ? days.at(-1)
    : days[INDEX.indexOf(pattern.index ?? "first")];
  return at.getUTCDate() === wanted;
}

function daysIn(at: Date): number {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The date on which the week of a date begins. */
function weekOf({ firstDayOfWeek }: RecurrencePattern, date: number): number {
  const begins = WEEK.indexOf(firstDayOfWeek ?? "sunday");
  return date - (new Date(date).getUTCDay() - begins + 7) % 7 * DAY;
}
