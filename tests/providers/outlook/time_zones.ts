/** Times of Graph: a civil time and the zone that it is in. */
import type { DateTimeTimeZone } from "@microsoft/microsoft-graph-types";
import { TZDate } from "@date-fns/tz";
import { WrongRequest } from "./graph_failure.ts";

/** Some of the names that Windows has for zones. */
const WINDOWS: Readonly<Record<string, string>> = {
  "utc": "UTC",
  "gmt standard time": "Europe/London",
  "w. europe standard time": "Europe/Berlin",
  "romance standard time": "Europe/Paris",
  "eastern standard time": "America/New_York",
  "pacific standard time": "America/Los_Angeles",
  "india standard time": "Asia/Kolkata",
  "tokyo standard time": "Asia/Tokyo",
};

/** @throws {WrongRequest} 400 where there is no such zone */
export function zoneOf(name: string): string {
  const zone = WINDOWS[name.toLowerCase()] ?? name;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new WrongRequest(
      400,
      "TimeZoneNotSupportedException",
      "A valid TimeZone value must be specified. The following TimeZone value is not supported: " +
        `'${name}'.`,
    );
  }
}

/** Milliseconds of a civil time. */
export function instantOf({ dateTime, timeZone }: DateTimeTimeZone): number {
  const [, ...parts] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?/.exec(dateTime ?? "") ??
    [];
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    Number(part ?? 0)
  );
  if (parts.length === 0) throw new Error(`No civil time: ${dateTime}`);
  const zone = zoneOf(timeZone ?? "UTC");
  return new TZDate(year, month - 1, day, hour, minute, second, zone).getTime();
}

/** An instant in a zone, as Graph writes it, with seven decimals. */
export function civilOf(instant: number, timeZone: string): DateTimeTimeZone {
  const local = new TZDate(instant, zoneOf(timeZone));
  const two = (part: number) => String(part).padStart(2, "0");
  const date = [local.getFullYear(), local.getMonth() + 1, local.getDate()].map(two).join("-");
  const time = [local.getHours(), local.getMinutes(), local.getSeconds()].map(two).join(":");
  return { dateTime: `${date}T${time}.0000000`, timeZone };
}
