import { clockAt, midday } from "./clock.ts";
import type { Part } from "./language.ts";
import { isAttribute, standsAlone } from "./names.ts";
import type { Reader } from "./reader.ts";

/** Minutes since midnight; beyond 1440 in the next day. */
export interface TimeOfDay {
  from: number;
  to: number;
  next: number;
  /** How it is bound: "at 9", "since 9", "before 9", "after 9", "9 to 11", "in the morning". */
  kind: "point" | "since" | "before" | "after" | "range" | "part";
  /** Digits alone: nine in the morning or in the evening. */
  bare: boolean;
  /** An hour of a dial: half past two in the night or in the afternoon. */
  dial: boolean;
  /** Digits alone that only a day beside them makes a time: "from 9 to 5". */
  weak: boolean;
}

/** Hours of the parts of a day. */
export const hoursOf: Record<Part, [from: number, to: number]> = {
  earlyMorning: [0, 9],
  morning: [0, 12],
  breakfast: [7, 9],
  noon: [11, 14],
  lunch: [12, 14],
  afternoon: [12, 18],
  evening: [17, 24],
  dinner: [18, 21],
  night: [18, 30],
  midnight: [22, 26],
};
/** A time, a range of times or a part of a day, with the words before that bind it. */
export function timeAt(reader: Reader, index: number): TimeOfDay | null {
  return reader.once("timeAt", index, () => readTimeAt(reader, index));
}

function readTimeAt(reader: Reader, index: number): TimeOfDay | null {
  return rangeAt(reader, index) ?? boundAt(reader, index) ?? partAt(reader, index);
}

/** "between 2 and 4am", "from 9:00 to 11", "2-4pm", "from midnight to noon". */
function rangeAt(reader: Reader, index: number): TimeOfDay | null {
  const between = reader.has(index, "between");
  const led = between || reader.has(index, "from") || reader.has(index, "since", "at");
  let start = led ? index + 1 : index;
  // "from around 9", "entre las 2 y las 4"
  if (led && reader.has(start, "at")) start++;
  const first = clockAt(reader, start);
  if (!first) return null;
  if (!(between ? reader.has(first.next, "and", "to") : reader.has(first.next, "to", "until"))) {
    return null;
  }
  const at = reader.has(first.next + 1, "at") ? first.next + 2 : first.next + 1;
  const second = clockAt(reader, at);
  if (!second) return null;
  const bare = first.bare && second.bare;
  const dial = (first.bare || first.dial) && (second.bare || second.dial) && !bare;
  if (bare && (!led || !standsAlone(reader, second.next) || counted(reader, index))) return null;
  if (isAttribute(reader, index, second.next)) return null;
  const weak = bare && !between && (reader.language.code === "en" || reader.lower(index) === "de");
  let [from, to] = [first.minutes, second.minutes];
  const open = first.bare || first.dial;
  if (second.half === "pm" && open && from + midday <= to && from < midday) from += midday;
  if (first.half === "pm" && second.bare && to < midday) to += midday;
  // Midnight and what comes before its start lie in the next day.
  if (to <= from) {
    to += first.bare && second.bare && to + midday > from && from < midday ? midday : 1440;
  }
  return { from, to, next: second.next, kind: "range", bare, dial, weak };
}

/** "a number between 1 and 10", "on a scale from 1 to 5" */
function counted(reader: Reader, index: number): boolean {
  return /^(number|numbers|value|values|scale|ratio|score|integer|anything|somewhere|rating|pick|choose|version|versions|page|pages|step|steps|chapter|chapters|level|levels|zahl|nombre|número|numero|getal)$/
    .test(reader.lower(index - 1));
}

/** "at 9", "since 2am", "before lunch", "17 Uhr", "5pm". */
function boundAt(reader: Reader, index: number): TimeOfDay | null {
  const kind = kindOf(reader, index);
  let start = kind === "point" ? index : index + 1;
  const at = reader.has(start, "at") && reader.digits(start) === null;
  if (at) start++;
  const meal = kind === "point" ? undefined : mealAt(reader, start);
  if (meal) return { ...meal, kind };
  const clock = clockAt(reader, start);
  if (!clock) return null;
  const led = kind !== "point" || at;
  if (clock.bare && (!led || !standsAlone(reader, clock.next))) return null;
  const said = reader.has(start, "the") ? start + 1 : start;
  if (isAttribute(reader, said, clock.next, false) || reader.has(index - 1, "no")) return null;
  if (clock.bare && (counted(reader, index) || reader.has(clock.next, "to") && kind === "since")) {
    return null;
  }
  const english = reader.language.code === "en";
  // "8am standup", "who attends the 3pm?"
  if (english && !led && !standsAlone(reader, clock.next, false)) return null;
  if (english && reader.has(said - 1, "the") && reader.digits(said) !== null) return null;
  if (clock.bare && !english && reader.lower(index) === "de") return null;
  const noon = !led && reader.meaning(said).part !== undefined;
  return {
    from: clock.minutes,
    to: kind === "before" && clock.minutes === 0 ? 1440 : clock.minutes + 60,
    next: clock.next,
    kind,
    bare: clock.bare,
    dial: clock.dial,
    weak: noon && reader.past,
  };
}

function kindOf(reader: Reader, index: number): TimeOfDay["kind"] {
  if (!reader.past && reader.has(index, "by", "until", "before")) return "before";
  if (reader.has(index, "since")) return "since";
  if (reader.has(index, "before", "until")) return "before";
  if (reader.has(index, "after")) return "after";
  return reader.has(index, "from") ? "since" : "point";
}

/** A part of the day behind "since", "before" or "after". */
function mealAt(reader: Reader, index: number): Omit<TimeOfDay, "kind"> | null {
  const at = reader.skip(index);
  const { part, day, partOfDay, weekday } = reader.meaning(at);
  if (!part || weekday !== undefined || partOfDay || part === "noon" || part === "midnight") {
    return null;
  }
  // "seit morgen" is tomorrow, "esta mañana" this morning.
  if (day !== undefined && at === index) return null;
  const [from, to] = hoursOf[part];
  return { from: from * 60, to: to * 60, next: at + 1, bare: false, dial: false, weak: false };
}

/** "in the morning", "at lunch", "during breakfast": only behind such a word. */
function partAt(reader: Reader, index: number): TimeOfDay | null {
  if (!reader.has(index, "in", "at", "on", "of")) return null;
  const at = reader.skip(index + 1);
  const { part, day, weekday } = reader.meaning(at);
  if (!part || weekday !== undefined || (day !== undefined && at === index + 1)) return null;
  if (isAttribute(reader, at, at + 1)) return null;
  const [from, to] = hoursOf[part];
  return {
    from: from * 60,
    to: to * 60,
    next: at + 1,
    kind: "part",
    bare: false,
    dial: false,
    weak: false,
  };
}
