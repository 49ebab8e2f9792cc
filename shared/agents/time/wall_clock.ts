import { TZDate } from "@date-fns/tz";
import type { ParsedComponents } from "chrono-node";

/** date-fns hands on the zone of its argument; what leaves the parsers is an instant. */
export function plain(date: Date): Date {
  return new Date(date.getTime());
}

/** What the person's clock shows at `at`, as if it were UTC: chrono reads wall clocks only. */
export function wallTime(at: Date, timezone: string): Date {
  const here = new TZDate(at, timezone);
  return new Date(Date.UTC(
    here.getFullYear(),
    here.getMonth(),
    here.getDate(),
    here.getHours(),
    here.getMinutes(),
    here.getSeconds(),
  ));
}

/** The moment at which the person's clock shows what chrono found. */
export function local(part: ParsedComponents, timezone: string): TZDate {
  const get = (name: Parameters<ParsedComponents["get"]>[0], fallback: number) =>
    part.get(name) ?? fallback;
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

/** When a clock shows `hour` on the day of `date`, also where that day has 23 or 25 hours. */
export function atHour(date: TZDate, hour: number, timezone: string): Date {
  return plain(
    new TZDate(date.getFullYear(), date.getMonth(), date.getDate(), hour, 0, 0, timezone),
  );
}
