import { parseTimeWindow } from "../../time/time_window.ts";
import type { TimeWindow } from "../../time/window.ts";

/** Nothing is due later, and nothing was due earlier, that a list of what is due would name. */
export const anyTime: TimeWindow = {
  start: new Date("1970-01-01T00:00:00Z"),
  end: new Date("9999-01-01T00:00:00Z"),
};

/** What makes the time beside it a deadline: without it, that time is read as a stretch. */
const deadlineWords = /\b(?:due(?: by| on)?|deadlines?|by|no later than)\b/gi;
const until = /\b(?:by|before|until|no later than)\b/i;

/** Whether a prompt asks by deadlines: "what is due tomorrow?", but not "due to the rain". */
export function asksByDeadline(prompt: string): boolean {
  return /\b(?:due(?! to\b)|overdue|deadlines?)\b/i.test(prompt);
}

/**
 * The time in which something has to be due to answer the prompt; null where it names none. A day,
 * week or month that has begun counts to its end, and "Friday" is the next one, since what is over
 * cannot be done any more.
 *
 * @param timezone IANA name
 */
export function dueWindow(prompt: string, now: Date, timezone: string): TimeWindow | null {
  if (/\boverdue\b/i.test(prompt)) return { start: anyTime.start, end: now };
  const named = parseTimeWindow(prompt.replace(deadlineWords, " "), now, timezone, "future");
  return named && until.test(prompt) ? { start: anyTime.start, end: named.end } : named;
}
