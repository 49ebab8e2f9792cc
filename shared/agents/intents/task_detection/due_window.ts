import { parseTimeWindow } from "../../time/time_window.ts";
import type { TimeWindow } from "../../time/window.ts";

const day = 86_400_000;
/** Nothing is due later, and nothing was due earlier, that a list of what is due would name. */
const bounds: TimeWindow = {
  start: new Date("1970-01-01T00:00:00Z"),
  end: new Date("9999-01-01T00:00:00Z"),
};

/** Whether a prompt asks by deadlines: "what is due tomorrow?", but not "due to the rain". */
export function asksByDeadline(prompt: string): boolean {
  return /\b(?:due(?! to\b)|overdue|deadlines?)\b/i.test(prompt);
}

/**
 * The time in which something has to be due to answer the prompt. A day, week or month that has
 * begun counts to its end, since what is over cannot be done.
 *
 * @param window what the prompt names, as far as it names one
 * @param timezone IANA name
 */
export function dueWindow(
  prompt: string,
  window: TimeWindow | null,
  now: Date,
  timezone: string,
): TimeWindow {
  if (/\boverdue\b/i.test(prompt)) return { start: bounds.start, end: now };
  if (!window) return bounds;
  const length = /\bmonth\b/i.test(prompt)
    ? 31 * day
    : /\bweek\b/i.test(prompt)
    ? 7 * day
    : /\b(?:today|tonight)\b/i.test(prompt)
    ? day
    : 0;
  const running = window.start <= now && window.end <= now;
  if (!running || length === 0) return window;
  // Seen from its last moment the stretch is whole.
  const last = new Date(window.start.getTime() + length - 1);
  const whole = parseTimeWindow(prompt, last, timezone);
  const end = Math.max(whole?.end.getTime() ?? 0, last.getTime() + 1);
  return { start: window.start, end: new Date(end) };
}
