import { TZDate } from "@date-fns/tz";
import {
  addDays,
  addMonths,
  startOfDay,
  startOfHour,
  startOfMonth,
  startOfQuarter,
  startOfWeek,
  startOfYear,
} from "date-fns";
import { atHour, plain } from "./wall_clock.ts";
import type { NamedWindow, TimeWindow } from "./window.ts";

const period = /\b(this|last|previous|next) (hour|week|month|quarter|year)\b/i;
/** Without such a word before it, a weekend is what somebody talks about: "the weekend trip". */
const weekend =
  /\b(?:(this|last|past|previous|next) |(?<=\b(?:at|before|during|from|on|over|since|until) the ))weekend\b/i;

/** A stretch of the person's calendar that chrono does not know: "last week", "the weekend". */
export function calendarWindow(prompt: string, now: Date, timezone: string): NamedWindow | null {
  const here = new TZDate(now, timezone);
  const today = startOfDay(here);
  const named = (match: RegExpExecArray | null, window: (match: RegExpExecArray) => TimeWindow) =>
    match && { window: window(match), index: match.index };

  return named(/\blast night\b/i.exec(prompt), () => ({
    start: atHour(addDays(today, -1), 18, timezone),
    end: atHour(today, 6, timezone),
  })) ??
    named(/\b(?:the )?day before yesterday\b/i.exec(prompt), () => ({
      start: plain(addDays(today, -2)),
      end: plain(addDays(today, -1)),
    })) ??
    named(weekend.exec(prompt), ([, which]) => weekendWindow(which?.toLowerCase(), here)) ??
    named(
      period.exec(prompt),
      ([, which = "", name = ""]) =>
        periodWindow(which.toLowerCase(), name.toLowerCase(), here, now),
    );
}

/** Saturday and Sunday; the present or most recent ones unless another is named. */
function weekendWindow(which: string | undefined, here: TZDate): TimeWindow {
  const saturday = startOfWeek(here, { weekStartsOn: 6 });
  const during = here < addDays(saturday, 2);
  const weeks = which === "next" ? 1 : which !== undefined && which !== "this" && during ? -1 : 0;
  return {
    start: plain(addDays(saturday, weeks * 7)),
    end: plain(addDays(saturday, weeks * 7 + 2)),
  };
}

function periodWindow(which: string, name: string, here: TZDate, now: Date): TimeWindow {
  const [start, step] = periods[name] ?? hours;
  const from = start(here);
  if (which === "this") return { start: plain(from), end: now };
  return which === "next"
    ? { start: plain(step(from, 1)), end: plain(step(from, 2)) }
    : { start: plain(step(from, -1)), end: plain(from) };
}

type Period = [start: (date: TZDate) => Date, step: (date: Date, count: number) => Date];
const hours: Period = [
  (date) => startOfHour(date),
  (date, count) => new Date(date.getTime() + count * 3_600_000),
];
const periods: Record<string, Period> = {
  hour: hours,
  week: [
    (date) => startOfWeek(date, { weekStartsOn: 1 }),
    (date, count) => addDays(date, 7 * count),
  ],
  month: [(date) => startOfMonth(date), addMonths],
  quarter: [(date) => startOfQuarter(date), (date, count) => addMonths(date, 3 * count)],
  year: [(date) => startOfYear(date), (date, count) => addMonths(date, 12 * count)],
};
