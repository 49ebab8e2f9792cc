import { away, durationAt, inDays } from "./amounts.ts";
import { dayOf, shift, startOf, weekdayOf } from "./calendar.ts";
import { hoursOf } from "./clock_times.ts";
import type { Part } from "./language.ts";
import { capitalName, isAttribute, isDayName, isQuoted } from "./names.ts";
import type { Reader } from "./reader.ts";
import { nearest, type Stretch } from "./stretch.ts";
import { day, hour, type Wall, wallTime } from "./wall_clock.ts";

/** "today", "yesterday afternoon", "tonight", "this morning", "Monday", "last Friday", "3 days ago". */
export function dayAt(reader: Reader, index: number): Stretch | null {
  return reader.once("dayAt", index, () => readDayAt(reader, index));
}

function readDayAt(reader: Reader, index: number): Stretch | null {
  return partOfDayAt(reader, index) ?? namedDayAt(reader, index) ?? weekdayAt(reader, index) ??
    agoAt(reader, index);
}

/** "tonight", "last night", "this morning", "overnight". */
function partOfDayAt(reader: Reader, index: number): Stretch | null {
  const today = dayOf(reader.here);
  if (reader.has(index, "no") || reader.has(index - 1, "no")) return null;
  if (reader.has(index, "overnight")) {
    const start = today - 6 * hour;
    return { start, end: today + 8 * hour, next: index + 1, grain: "part", part: "night" };
  }
  const { partOfDay } = reader.meaning(index);
  if (partOfDay) return partOf(today + partOfDay.day * day, partOfDay.part, index + 1);
  const before = reader.meaning(index).which;
  const at = before ? index + 1 : reader.skip(index);
  const { part, weekday } = reader.meaning(at);
  const which = before ?? reader.meaning(at + 1).which;
  if (!part || weekday !== undefined || !which) return null;
  const next = before ? at + 1 : at + 2;
  const days = which === "this" ? 0 : which === "next" || which === "coming" ? 1 : -1;
  return partOf(today + days * day, part, next);
}

/** A part of the day that begins at midnight `base`. */
export function partOf(base: Wall, part: Part, next: number): Stretch {
  const [from, to] = hoursOf[part];
  return { start: base + from * hour, end: base + to * hour, next, grain: "part", part, base };
}

/** "yesterday", "today", "tomorrow morning", "ayer por la tarde", "heute Morgen". */
function namedDayAt(reader: Reader, index: number): Stretch | null {
  const days = reader.meaning(index).day;
  if (days === undefined || reader.has(index - 1, "no")) return null;
  const capital = /^\p{Lu}/u.test(reader.tokens[index]?.text ?? "");
  if (capital && index > 0 && capitalName(reader, index - 1)) return null;
  if (isQuoted(reader, index, index + 1)) return null;
  // "my today list"
  if (days === 0 && isAttribute(reader, index, index + 1)) return null;
  return withPart(reader, dayOf(reader.here) + days * day, index + 1);
}

/** A day, or the part of it that stands behind: "Monday morning", "ayer por la tarde". */
function withPart(reader: Reader, start: Wall, next: number): Stretch {
  // "Freitagabend"
  const joined = reader.meaning(next - 1);
  if (joined.weekday !== undefined && joined.part) return partOf(start, joined.part, next);
  const whole: Stretch = { start, end: start + day, next, grain: "day" };
  const bound = reader.has(next, "in", "of", "at", "on") &&
    reader.meaning(next).part === undefined;
  const at = reader.skip(bound ? next + 1 : next);
  const { part, partOfDay } = reader.meaning(at);
  if (!part || partOfDay || part === "noon" || part === "midnight") return whole;
  const [from, to] = hoursOf[part];
  return {
    start: start + from * hour,
    end: start + to * hour,
    next: at + 1,
    grain: "part",
    part,
    base: start,
  };
}

/** "Monday", "last Friday", "lundi dernier", "next Tuesday", "Monday morning", "last two Mondays". */
function weekdayAt(reader: Reader, index: number): Stretch | null {
  const which = reader.meaning(index).which;
  const number = which ? reader.digits(index + 1) ?? reader.meaning(index + 1).number : undefined;
  const at = which && number !== undefined ? index + 2 : which ? index + 1 : reader.skip(index);
  const token = reader.meaning(at);
  if (token.weekday === undefined) return null;
  const behind = which ? undefined : reader.meaning(at + 1).which;
  const next = behind ? at + 2 : at + 1;
  if (!which && !behind && !dateFollows(reader, next)) {
    if (isDayName(reader, at, next, token.weak === true)) return null;
  }
  const today = dayOf(reader.here);
  const since = (weekdayOf(today) - token.weekday + 7) % 7;
  const said = which ?? behind;
  const lastOne = today - (since || 7) * day;
  if (said === "last" || said === "past") {
    const start = lastOne - (Math.max(1, Math.floor(number ?? 1)) - 1) * 7 * day;
    return { ...withPart(reader, start, next), ...(number ? { end: lastOne + day } : {}) };
  }
  const ahead = today + (7 - since) * day;
  if (said === "this") {
    const monday = startOf("week", today);
    return withPart(reader, monday + ((token.weekday + 6) % 7) * day, next);
  }
  if (said === "coming") return withPart(reader, ahead, next);
  if (said === "next") {
    return withPart(reader, startOf("week", today) + (7 + (token.weekday + 6) % 7) * day, next);
  }
  return nearest(reader, { ...withPart(reader, today - since * day, next), open: "week" });
}

/** "Monday, 3 March": the date decides. */
function dateFollows(reader: Reader, next: number): boolean {
  const at = reader.lower(next) === "," ? next + 1 : next;
  return reader.digits(at) !== null || reader.meaning(at).month !== undefined;
}

/** "3 days ago", "vor 3 Tagen", "il y a 3 jours", "2 hours ago", "a week ago". */
function agoAt(reader: Reader, index: number): Stretch | null {
  const ahead = reader.has(index, "agoAhead") ||
    reader.has(index, "before") && reader.language.code === "de";
  const length = durationAt(reader, ahead ? index + 1 : index);
  if (!length || length.bare) return null;
  if (!ahead && !reader.has(length.next, "ago")) return null;
  const next = ahead ? length.next : length.next + 1;
  const at = wallTime(away(reader, length.parts, -1), reader.timezone);
  const unit = length.parts.at(-1)?.unit ?? "day";
  if (!inDays(length.parts)) {
    const end = Math.min(at + hour, Math.max(reader.here, at + 1));
    return { start: at, end, next, grain: unit };
  }
  const whole = length.parts.length === 1 && Number.isInteger(length.parts[0]?.count);
  if (whole && (unit === "week" || unit === "month" || unit === "year")) {
    const start = startOf(unit, at);
    return { start, end: shift(unit, start, 1), next, grain: unit };
  }
  return { start: dayOf(at), end: dayOf(at) + day, next, grain: "day" };
}
