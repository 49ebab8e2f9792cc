import { dayOf, shift, yearOf } from "./calendar.ts";
import { capitalName, standsAlone } from "./names.ts";
import type { Reader } from "./reader.ts";
import type { Stretch } from "./stretch.ts";

/** This year's, or last year's where it has not begun; the next one that has not ended. */
export function last(reader: Reader, make: (year: number) => Stretch | null): Stretch | null {
  const year = yearOf(dayOf(reader.here));
  for (const off of reader.past ? [1, 0, -1] : [-1, 0, 1]) {
    const found = make(year + off);
    if (found && (reader.past ? found.start <= reader.here : found.end > reader.here)) return found;
  }
  return null;
}

/** "in March", "since May", "March 2026", "last April", "mid-June": never the name alone. */
export function monthAt(reader: Reader, index: number, tied = false): Stretch | null {
  const which = reader.meaning(index).which;
  const at = which ? index + 1 : reader.skip(index);
  const { month, weak } = reader.meaning(at);
  if (month === undefined) return null;
  const of = reader.has(at + 1, "of") || reader.lower(at + 1) === "," ? at + 2 : at + 1;
  const behind = which ? undefined : reader.meaning(at + 1).which;
  const named = yearNumber(reader, of);
  const make = (year: number, next: number): Stretch => {
    const start = Date.UTC(year, month, 1);
    return { start, end: shift("month", start, 1), next, grain: "month" };
  };
  if (named !== null) return make(named, of + 1);
  // "emails from April" may be a person's.
  const to = reader.has(at + 1, "to");
  const ranged = reader.has(index - 1, "to") || to ||
    reader.has(index - 1, "from", "by", "and", "between") && !weak;
  const led = tied || which !== undefined || behind !== undefined || ranged ||
    reader.has(index - 1, "in", "since", "before", "until", "after");
  const next = behind ? at + 2 : at + 1;
  if (!led || capitalName(reader, at + 1)) return null;
  if (reader.language.code === "en" && !standsAlone(reader, next) && !reader.has(next, "to")) {
    return null;
  }
  const said = which ?? behind;
  const shifted = said === "next" || said === "coming";
  const found = shifted
    ? [0, 1].map((off) => make(yearOf(reader.here) + off, next)).find(({ start }) =>
      start > reader.here
    )
    : last(reader, (year) => {
      const month = make(year, next);
      return (said === "last" || said === "past") && month.end > reader.here ? null : month;
    });
  return found ? { ...found, ...(said ? {} : { open: "year" as const }) } : null;
}

/** "in 2025", "during 2024". */
export function yearAt(reader: Reader, index: number, tied = false): Stretch | null {
  const year = yearNumber(reader, index);
  if (year === null) return null;
  const said = reader.meaning(index - 1).unit === "year" && reader.has(index - 2, "in", "the");
  if (
    !tied && !said &&
    !reader.has(index - 1, "in", "since", "before", "until", "after", "from", "by", "between", "to")
  ) {
    return null;
  }
  if (!standsAlone(reader, index + 1) || reader.glued(index)) return null;
  const start = Date.UTC(year, 0, 1);
  return { start, end: shift("year", start, 1), next: index + 1, grain: "year" };
}

/** A year of four digits at this place. */
export function yearNumber(reader: Reader, index: number): number | null {
  const year = reader.lower(index).length === 4 ? reader.digits(index) : null;
  return year !== null && year >= 1970 && year <= 2100 ? year : null;
}
