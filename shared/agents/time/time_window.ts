import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns";
import { calendarWindow } from "./calendar_window.ts";
import { rollingWindow } from "./rolling_window.ts";
import { spokenWindow } from "./spoken_window.ts";
import { plain } from "./wall_clock.ts";
import type { TimeWindow } from "./window.ts";

/** Nobody's timeline begins earlier or goes on for longer. */
const earliest = new Date("1970-01-01T00:00:00Z");
const latest = new Date("9999-01-01T00:00:00Z");
/** "before Monday" reads so many days. */
const daysBefore = 30;

/**
 * The window that a prompt names, read on the person's own clock: "last 2 hours", "since Monday
 * 9am", "yesterday", "between 9 and 11 today". Null where the prompt names none. A past is meant
 * where a day could be past or future. Arithmetic follows the time zone's calendar, so that
 * "yesterday" has 23 or 25 hours where clocks changed, while "last 24 hours" has 24.
 *
 * @param timezone IANA name
 */
export function parseTimeWindow(prompt: string, now: Date, timezone: string): TimeWindow | null {
  const window = rollingWindow(prompt, now, timezone) ?? boundWindow(prompt, now, timezone);
  if (!window) return null;
  const start = window.start < earliest ? earliest : window.start;
  const end = window.end > latest ? latest : window.end;
  return start < end ? { start, end } : null;
}

/** A named stretch, or what lies between it and now or before it, as the word before it says. */
function boundWindow(prompt: string, now: Date, timezone: string): TimeWindow | null {
  const calendar = calendarWindow(prompt, now, timezone);
  const named = calendar ? { ...calendar, text: prompt, isRange: false } : spokenWindow(
    prompt,
    now,
    timezone,
  );
  if (!named) return null;
  const { window, text, index, isRange } = named;
  if (isRange) return window;
  const lead = /\b(\w+|up to)(?: the)?\s*$/i.exec(text.slice(0, index))?.[1]?.toLowerCase() ?? "";
  if (/^(since|after|from|starting)$/.test(lead)) return { start: window.start, end: now };
  if (/^(before|until|till|up to)$/.test(lead)) {
    const start = plain(addDays(new TZDate(window.start, timezone), -daysBefore));
    return { start, end: window.start };
  }
  // A deadline says when something is due, not what to read.
  return lead === "by" ? null : window;
}
