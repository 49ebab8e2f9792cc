import { dateOf, dayOf, shift, startOf, yearOf } from "./calendar.ts";
import { standsAlone } from "./names.ts";
import type { Reader } from "./reader.ts";
import type { Stretch } from "./stretch.ts";
import { day, type Wall, wallTime } from "./wall_clock.ts";

/** "2026-03-10", "10.3.2026", "3 March", "March 3rd, 2026", "the 3rd", "March 3-5", "3-5 March". */
export function dateAt(reader: Reader, index: number): Stretch | null {
  return reader.once("dateAt", index, () => readDateAt(reader, index));
}

function readDateAt(reader: Reader, index: number): Stretch | null {
  return isoAt(reader, index) ?? numbersAt(reader, index) ?? writtenAt(reader, index) ??
    dayOfMonthAt(reader, index);
}

function whole(start: Wall | null, next: number): Stretch | null {
  return start === null ? null : { start, end: start + day, next, grain: "day" };
}

/** A date as ISO 8601 writes it; with "T", a time and an offset it is an instant. */
function isoAt(reader: Reader, index: number): Stretch | null {
  const [, year, month, date] = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(reader.lower(index)) ?? [];
  if (year === undefined) return null;
  const start = dateOf(Number(year), Number(month) - 1, Number(date));
  if (start === null) return null;
  const clock = /^(\d\d):(\d\d)/.exec(reader.lower(index + 2));
  if (reader.lower(index + 1) === "t" && reader.glued(index + 1) && clock) {
    const at = start + (Number(clock[1]) * 60 + Number(clock[2])) * 60_000;
    const utc = reader.lower(index + 3) === "z" && reader.glued(index + 3);
    const local = utc ? wallTime(new Date(at), reader.timezone) : at;
    return { start: local, end: local + day / 24, next: index + (utc ? 4 : 3), grain: "hour" };
  }
  return whole(start, index + 1);
}

/** "10.3.2026", "10/3/26", "3/4" behind a lead, "10.3." */
function numbersAt(reader: Reader, index: number): Stretch | null {
  const [first, second] = [reader.digits(index), reader.digits(index + 2)];
  const sign = reader.lower(index + 1);
  if (first === null || second === null || !/^[./-]$/.test(sign)) return null;
  if (reader.lower(index).length === 4 && sign === "/" && reader.lower(index + 3) === "/") {
    const third = reader.digits(index + 4);
    return third === null ? null : whole(dateOf(first, second - 1, third), index + 5);
  }
  if (first > 31 || second > 31) return null;
  if (![1, 2].every((ahead) => reader.glued(index + ahead))) return null;
  if (reader.glued(index) && !/^[("']$/.test(reader.lower(index - 1))) return null;
  const monthFirst = sign !== "." && reader.language.monthFirst && first <= 12;
  const [date, month] = monthFirst || second > 12 ? [second, first] : [first, second];
  const year = reader.lower(index + 3) === sign && reader.glued(index + 4)
    ? reader.digits(index + 4)
    : null;
  if (year !== null) {
    return /^(\d\d|\d{4})$/.test(reader.lower(index + 4))
      ? whole(dateOf(year, month - 1, date), index + 5)
      : null;
  }
  if (sign === "-" || first === 24 && second === 7) return null;
  const at = reader.has(index - 1, "the") ? index - 2 : index - 1;
  if (!reader.has(at, "on", "since", "before", "until", "after", "by", "from", "between", "to")) {
    return null;
  }
  const dotted = reader.lower(index + 3) === "." && reader.glued(index + 3);
  if (sign === "." && !dotted) return null;
  return yearly(reader, month - 1, date, dotted ? index + 4 : index + 3);
}

/** Every year; looking back, the last one. */
function yearly(reader: Reader, month: number, date: number, next: number): Stretch | null {
  const year = yearOf(reader.here);
  for (const off of reader.past ? [0, -1, -2, -3, -4] : [0, 1, 2, 3, 4]) {
    const start = dateOf(year + off, month, date);
    if (start === null) continue;
    if (reader.past ? start <= reader.here : start + day > reader.here) {
      const found: Stretch = { start, end: start + day, next, grain: "day", open: "year" };
      return found;
    }
  }
  return null;
}

/** "3 March 2026", "3rd of March", "3. März", "March 3rd", "March 3, 2026", with a range of days. */
function writtenAt(reader: Reader, index: number): Stretch | null {
  const start = reader.skip(index);
  const before = daysBefore(reader, start);
  if (before) {
    const at = reader.has(before.next, "of") ? before.next + 1 : before.next;
    const { month } = reader.meaning(at);
    if (month === undefined) return null;
    return dated(reader, month, before.from, before.to, at + 1);
  }
  const { month, weak } = reader.meaning(start);
  if (month === undefined) return null;
  const at = reader.lower(start + 1) === "." && reader.glued(start + 1) ? start + 2 : start + 1;
  const days = daysBefore(reader, reader.skip(at));
  if (!days) return null;
  const capital = /^\p{Lu}/u.test(reader.tokens[start]?.text ?? "");
  // "may 2 people come?"
  if (weak && !capital && !standsAlone(reader, days.next)) return null;
  if (
    weak === undefined && !capital && reader.language.code === "en" &&
    reader.lower(start) === "march" && !standsAlone(reader, days.next)
  ) return null;
  return dated(reader, month, days.from, days.to, days.next);
}

/** "3", "3rd", "3.", "3-5", "3 to 5", "3. bis 5." */
function daysBefore(
  reader: Reader,
  index: number,
): { from: number; to: number; next: number } | null {
  const first = ordinal(reader, index);
  if (!first) return null;
  const at = reader.has(first.next, "to", "and") ? reader.skip(first.next + 1) : null;
  const second = at === null ? null : ordinal(reader, at);
  return second && second.value > first.value
    ? { from: first.value, to: second.value, next: second.next }
    : { from: first.value, to: first.value, next: first.next };
}

function ordinal(
  reader: Reader,
  index: number,
): { value: number; next: number; said: boolean } | null {
  const value = reader.lower(index).length <= 2 ? reader.digits(index) : null;
  if (value === null || value < 1 || value > 31) return null;
  const suffix = reader.glued(index + 1) &&
    (/^(st|nd|rd|th|er|e|ste|de|º|ª|°|o)$/.test(reader.lower(index + 1)) ||
      reader.lower(index + 1) === "." && /^(de|nl)$/.test(reader.language.code));
  return { value, next: suffix ? index + 2 : index + 1, said: suffix };
}

function dated(
  reader: Reader,
  month: number,
  from: number,
  to: number,
  next: number,
): Stretch | null {
  const at = reader.lower(next) === "," || reader.has(next, "of") ? next + 1 : next;
  const year = reader.lower(at).length === 4 ? reader.digits(at) : null;
  const named = year !== null && year >= 1900;
  const start = named
    ? whole(dateOf(year, month, from), at + 1)
    : yearly(reader, month, from, next);
  return start && { ...start, end: start.start + (to - from + 1) * day };
}

/** "the 3rd", "am 3.", "le 3", "el día 3", "dia 3", "il 3": of this month or the one beside it. */
function dayOfMonthAt(reader: Reader, index: number): Stretch | null {
  const at = reader.skip(index);
  const { code } = reader.language;
  const named = (code === "es" || code === "pt") && reader.meaning(at).unit === "day";
  const found = ordinal(reader, named ? at + 1 : at);
  if (!found) return null;
  const article = at > index || reader.has(index - 1, "on", "the");
  // Digits alone are a day where the language says so: "le 3", "el 3", "il 3".
  const enough = named ||
    found.said &&
      (article ||
        reader.has(
          at - 1,
          "on",
          "since",
          "between",
          "and",
          "to",
          "from",
          "until",
          "before",
          "by",
          "after",
        )) ||
    /^(le|el|il)$/.test(reader.lower(at - 1));
  if (!enough || !standsAlone(reader, found.next)) return null;
  const month = startOf("month", reader.here);
  for (const off of reader.past ? [0, -1, -2] : [0, 1, 2]) {
    const first = shift("month", month, off);
    const start = dateOf(yearOf(first), new Date(first).getUTCMonth(), found.value);
    if (start === null) continue;
    if (reader.past ? start <= reader.here : start >= dayOf(reader.here)) {
      return { start, end: start + day, next: found.next, grain: "day", open: "month" };
    }
  }
  return null;
}
