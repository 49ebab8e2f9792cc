import { TZDate } from "@date-fns/tz";
import * as chrono from "chrono-node";
import { addDays, addMonths, startOfDay } from "date-fns";
import { local, plain, wallTime } from "./wall_clock.ts";

/**
 * The instant that words such as "by Friday" mean when written at `written`; null where they name
 * none that lies ahead. A day without a time is due when it ends.
 *
 * @param timezone IANA name
 */
export function parseDueTime(text: string, written: Date, timezone: string): Date | null {
  // Not chrono's own forwardDate: that compares with the clock of the machine.
  const [found] = chrono.parse(text, { instant: wallTime(written, timezone), timezone: 0 });
  if (!found) return null;
  const at = local(found.start, timezone);
  const named = found.start.isCertain("hour") ? at : addDays(startOfDay(at), 1);
  const due = named > written ? named : forward(new TZDate(named, timezone), found);
  return due > written ? plain(due) : null;
}

/** A day or time that was left open, at its next occurrence. */
function forward(due: TZDate, { start, text }: chrono.ParsedResult): Date {
  if (/\b(last|past|previous)\b/i.test(text)) return due;
  if (start.isCertain("weekday") && !start.isCertain("day")) return addDays(due, 7);
  if (start.isCertain("month") && !start.isCertain("year")) return addMonths(due, 12);
  if (start.isCertain("hour") && !start.isCertain("day")) return addDays(due, 1);
  return due;
}
