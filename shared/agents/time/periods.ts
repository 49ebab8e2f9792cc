import { calendarWeek, dayOf, shift, startOf } from "./calendar.ts";
import { hoursOf } from "./clock_times.ts";
import type { Edge, Unit, Which } from "./language.ts";
import { hasLead, standsAlone } from "./names.ts";
import { dateAt } from "./dates.ts";
import { dayAt, partOf } from "./days.ts";
import { last, monthAt, yearAt, yearNumber } from "./months.ts";
import type { Reader } from "./reader.ts";
import type { Stretch } from "./stretch.ts";
import { day, hour, type Wall } from "./wall_clock.ts";

/** "last week", "this month", "March", "2025", "Q3", "week 12", "the weekend", "end of the month". */
export function periodAt(reader: Reader, index: number): Stretch | null {
  return reader.once("periodAt", index, () => readPeriodAt(reader, index));
}

function readPeriodAt(reader: Reader, index: number): Stretch | null {
  return edgeAt(reader, index) ?? recapAt(reader, index) ?? unitAt(reader, index) ??
    quarterAt(reader, index) ??
    weekAt(reader, index) ?? monthAt(reader, index) ?? yearAt(reader, index);
}

const known: ReadonlySet<Unit> = new Set(["hour", "day", "week", "month", "quarter", "year"]);

/** "last week", "la semana pasada", "this year", "over the weekend". */
function unitAt(reader: Reader, index: number): Stretch | null {
  const before = reader.meaning(index).which;
  const at = before ? index + 1 : reader.skip(index);
  const { unit } = reader.meaning(at);
  const behind = before ? undefined : reader.meaning(at + 1).which;
  const which = before ?? behind;
  if (!unit || reader.meaning(at).short) return null;
  const next = behind ? at + 2 : at + 1;
  if (unit === "weekend") {
    const tied = which ??
      (reader.has(index - 1, "on", "since", "before", "after", "until", "in", "from", "at", "by") &&
          (at > index || reader.language.code !== "en") || reader.has(index, "on", "in"));
    return tied && (which || standsAlone(reader, next)) ? weekend(reader, which, next) : null;
  }
  // "past week" ends now.
  if (!which || which === "past" || !known.has(unit)) return null;
  if (unit === "day" && which !== "this" && reader.past || unit === "hour" && which !== "this") {
    return null;
  }
  const from = startOf(unit, reader.here);
  const start = shift(unit, from, which === "this" ? 0 : which === "last" ? -1 : 1);
  const running = which === "this" ? { running: true as const } : {};
  return { start, end: shift(unit, start, 1), next, grain: unit, ...running };
}

/** Saturday and Sunday; the present or most recent ones unless another is named. */
function weekend(reader: Reader, which: Which | undefined, next: number): Stretch {
  const monday = startOf("week", reader.here);
  const during = reader.here >= monday + 5 * day;
  const recent = during ? monday + 5 * day : monday - 2 * day;
  const back = which === "last" || which === "past";
  const ahead = which === "next" || which === "coming" || !reader.past && !during && !back;
  const weeks = ahead ? 1 : back && during ? -1 : 0;
  const start = recent + weeks * 7 * day;
  return { start, end: start + 2 * day, next, grain: "weekend" };
}

/** "the start of the month", "end of last week", "first half of the year", "rest of the day". */
function edgeAt(reader: Reader, index: number): Stretch | null {
  const at = reader.skip(index);
  const { edge, edgeOf: both } = reader.meaning(at);
  if (both) {
    const start = startOf(both.unit, reader.here);
    const whole: Stretch = {
      start,
      end: shift(both.unit, start, 1),
      next: at + 1,
      grain: both.unit,
    };
    return edgeOf(reader, both.edge, whole);
  }
  if (!edge) return null;
  const inner = wholeAt(reader, at + 1) ?? dayAt(reader, at + 1) ?? bareAt(reader, at + 1);
  return inner && edgeOf(reader, edge, inner);
}

/**
 * "a recap of the week", "summarize my day", "fass den Vormittag zusammen": the one that is running,
 * of a part of the day the last one that has begun.
 */
function recapAt(reader: Reader, index: number): Stretch | null {
  if (!reader.has(index, "recap")) return null;
  let at = index + 1;
  // "fass mir bitte", "give me a recap for me of"
  while (at < index + 4 && reader.has(at, "plain") && !articled(reader, at)) at++;
  const of = reader.has(at, "of") && !reader.has(at, "the");
  if (of) at++;
  return recapOfPart(reader, at, of) ?? recapOfUnit(reader, at);
}

function recapOfUnit(reader: Reader, at: number): Stretch | null {
  const found = articled(reader, at) ? bareAt(reader, at) : null;
  if (!found || !standsAlone(reader, found.next)) return null;
  if (reader.meaning(found.next).which) return null;
  return found.grain === "day" ? found : { ...found, running: true };
}

function recapOfPart(reader: Reader, index: number, of: boolean): Stretch | null {
  const at = reader.skip(index);
  const { part, day: named, weekday, partOfDay } = reader.meaning(at);
  if (!part || weekday !== undefined || partOfDay || reader.meaning(at + 1).which) return null;
  const pieces = reader.tokens[at]?.pieces ?? 1;
  if (at === index && pieces === 1 && !articled(reader, at) && (!of || named !== undefined)) {
    return null;
  }
  const behind = reader.has(at + 1, "of", "on", "from") ? at + 2 : at + 1;
  const date = dateAt(reader, behind) ?? dayAt(reader, behind);
  if (date?.grain === "day" && date.end - date.start <= day) {
    return partOf(date.start, part, date.next);
  }
  if (!standsAlone(reader, at + 1)) return null;
  const today = dayOf(reader.here);
  const begun = today + hoursOf[part][0] * hour <= reader.here || !reader.past;
  return partOf(begun ? today : today - day, part, at + 1);
}

/** An article stands here, or in the word itself. */
function articled(reader: Reader, index: number): boolean {
  return reader.has(index, "the", "definite");
}

/** A unit without "this": only where "start of the" or its like stands before it. */
export function bareAt(reader: Reader, index: number): Stretch | null {
  const at = reader.skip(reader.has(index, "of") ? index + 1 : index);
  const { unit, short } = reader.meaning(at);
  if (!unit || short || !known.has(unit)) return null;
  const start = startOf(unit, reader.here);
  return { start, end: shift(unit, start, 1), next: at + 1, grain: unit };
}

function wholeAt(reader: Reader, index: number): Stretch | null {
  const at = reader.has(index, "of", "on") && reader.meaning(index).which === undefined
    ? index + 1
    : index;
  return unitAt(reader, at) ?? quarterAt(reader, at) ?? monthAt(reader, at, true) ??
    yearAt(reader, at, true) ?? (at > index ? dayAt(reader, at) : null);
}

function edgeOf(reader: Reader, edge: Edge, whole: Stretch): Stretch {
  const { start, end, next, grain } = whole;
  const made = (from: Wall, to: Wall): Stretch => ({
    start: from,
    end: to,
    next,
    grain,
    base: from,
  });
  if (edge === "rest") return made(reader.here, end);
  if (edge === "firstHalf") return made(start, half(whole));
  if (edge === "secondHalf") return made(half(whole), end);
  if (grain === "day") {
    if (edge === "start") return { ...made(start, start + 12 * hour), part: "morning" };
    if (edge === "middle") return made(start + 11 * hour, start + 14 * hour);
    return { ...made(start + 17 * hour, end), base: start, part: "evening" };
  }
  if (grain === "part" || grain === "hour") return whole;
  const third = Math.round((end - start) / day / 3) * day;
  if (edge === "start") return made(start, start + third);
  return edge === "end" ? made(end - third, end) : made(start + third, end - third);
}

/** The middle: of a month its 16th. */
function half({ start, end, grain }: Stretch): Wall {
  if (grain === "month") return start + 15 * day;
  if (grain === "year") return shift("month", start, 6);
  return start + (end - start) / 2;
}

/** "Q1", "Q3 2025", "q2 of 2025". */
function quarterAt(reader: Reader, index: number): Stretch | null {
  const letter = reader.lower(index);
  const number = reader.digits(index + 1);
  if (
    letter !== "q" && !(letter === "t" && reader.language.code === "fr") || number === null ||
    number < 1 || number > 4
  ) return null;
  if (!reader.glued(index + 1)) return null;
  if (!standsAlone(reader, index + 2) && reader.lower(index + 2).length !== 4) return null;
  if (reader.tokens[index]?.text !== letter.toUpperCase() && !hasLead(reader, index)) return null;
  const at = reader.has(index + 2, "of") || reader.lower(index + 2) === "/" ? index + 3 : index + 2;
  const named = yearNumber(reader, at);
  const make = (year: number, next: number): Stretch => {
    const start = Date.UTC(year, (number - 1) * 3, 1);
    return { start, end: shift("quarter", start, 1), next, grain: "quarter" };
  };
  if (named !== null) return make(named, at + 1);
  return last(reader, (year) => make(year, index + 2));
}

/** "week 12", "KW 12", "calendar week 12 of 2025"; "the week of 3 March". */
function weekAt(reader: Reader, index: number): Stretch | null {
  if (reader.meaning(index).unit === "week" && reader.has(index + 1, "of")) {
    const date = dateAt(reader, index + 2);
    if (date) {
      const start = startOf("week", date.start);
      return { start, end: start + 7 * day, next: date.next, grain: "week" };
    }
  }
  if (!reader.has(index, "calendarWeek")) return null;
  const number = reader.digits(index + 1);
  if (number === null || number < 1 || number > 53 || reader.meaning(index - 1).number) return null;
  if (reader.lower(index) === "w" && !reader.glued(index + 1)) return null;
  const at = reader.has(index + 2, "of") || /^[/,]$/.test(reader.lower(index + 2))
    ? index + 3
    : index + 2;
  const named = yearNumber(reader, at);
  if (named === null && !standsAlone(reader, index + 2)) return null;
  const make = (year: number, next: number): Stretch | null => {
    const start = calendarWeek(year, number);
    return start === null ? null : { start, end: start + 7 * day, next, grain: "week" };
  };
  return named !== null ? make(named, at + 1) : last(reader, (year) => make(year, index + 2));
}

/** "month to date", "year to date", "YTD": from the start of a unit. */
export function unitToDateAt(reader: Reader, index: number): Stretch | null {
  const letters = /^([wmqy])td$/.exec(reader.lower(index));
  const unit = letters ? short[letters[1] ?? ""] : undefined;
  const bare = unit
    ? { start: startOf(unit, reader.here), end: reader.here, next: index + 1, grain: unit }
    : bareAt(reader, index);
  if (!bare) return null;
  if (!letters && !reader.has(bare.next, "soFar")) return null;
  return { ...bare, end: reader.here, next: letters ? bare.next : bare.next + 1 };
}
const short: Record<string, Unit> = { w: "week", m: "month", q: "quarter", y: "year" };
