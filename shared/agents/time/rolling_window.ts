import { TZDate } from "@date-fns/tz";
import { addDays, addMinutes, addMonths } from "date-fns";
import type { TimeWindow } from "./window.ts";
import { plain } from "./wall_clock.ts";

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
  quarter: 0.25,
};
const amount = `(?:(\\d{1,4}(?:\\.\\d)?|${
  Object.keys(words).join("|")
})(?: an?| of(?: the| an?)?)?\\s+)?`;
const unit = "(minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?|quarters?|years?)";
const rolling = new RegExp(`\\b(last|past|previous|recent|preceding)\\s+${amount}${unit}\\b`, "i");
const inThePast = new RegExp(
  `\\b(?:in|over|within|from|during) the (?:last|past)\\s+${amount}${unit}\\b`,
  "i",
);
const compact = /\b(?:last|past|previous)\s+(\d{1,4})\s?(m|min|h|d|w)\b/i;

/** Minutes of the units that always have as many. */
const minutesOf: Record<string, number> = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 };
/** Months of the others. */
const monthsOf: Record<string, number> = { month: 1, quarter: 3, year: 12 };

/**
 * A stretch that ends now: "last 2 hours", "past 45m", "in the last few days". Null where there is
 * none, and for "last week" and its like, which the calendar knows.
 */
export function rollingWindow(prompt: string, now: Date, timezone: string): TimeWindow | null {
  const short = compact.exec(prompt);
  if (short) return upTo(now, Number(short[1]), short[2] ?? "", timezone);
  const long = inThePast.exec(prompt);
  if (long) return upTo(now, quantity(long[1]), long[2] ?? "", timezone);
  const loose = rolling.exec(prompt);
  if (!loose) return null;
  const [, which = "", count, name = ""] = loose;
  const calendars = /^(last|previous)$/i.test(which) && /^(week|month|quarter|year)$/i.test(name);
  return count === undefined && calendars ? null : upTo(now, quantity(count), name, timezone);
}

function quantity(text: string | undefined): number {
  if (text === undefined) return 1;
  return words[text.toLowerCase()] ?? Number(text);
}

function upTo(now: Date, count: number, name: string, timezone: string): TimeWindow {
  return { start: back(now, count, name.toLowerCase(), timezone), end: now };
}

/** Hours are counted, days and longer follow the calendar: the same time of another day. */
function back(now: Date, count: number, name: string, timezone: string): Date {
  const here = new TZDate(now, timezone);
  const months = monthsOf[name.replace(/s$/, "")];
  if (months !== undefined) {
    const whole = Math.trunc(count * months);
    return plain(addDays(addMonths(here, -whole), -Math.round((count * months - whole) * 30)));
  }
  const letter = name.charAt(0);
  const minutes = Math.round(count * (minutesOf[letter] ?? 0));
  return /[dw]/.test(letter) && Number.isInteger(count)
    ? plain(addDays(here, -count * (letter === "w" ? 7 : 1)))
    : addMinutes(now, -minutes);
}
