import { rawTokens } from "./tokens.ts";

export type Unit =
  | "second"
  | "minute"
  | "hour"
  | "day"
  | "week"
  | "fortnight"
  | "month"
  | "quarter"
  | "year"
  | "weekend"
  | "night";

export type Part =
  | "earlyMorning"
  | "morning"
  | "breakfast"
  | "noon"
  | "lunch"
  | "afternoon"
  | "evening"
  | "dinner"
  | "night"
  | "midnight";

export type Which = "last" | "past" | "this" | "next" | "coming";
export type Edge = "start" | "middle" | "end" | "rest" | "firstHalf" | "secondHalf";

/** What a word does in an expression of time. */
export type Role =
  | "since"
  | "before"
  | "until"
  | "after"
  | "between"
  | "from"
  | "to"
  | "and"
  | "by"
  | "on"
  | "at"
  | "in"
  | "within"
  | "for"
  | "of"
  | "the"
  | "ago"
  | "agoAhead"
  | "now"
  | "soFar"
  | "oclock"
  | "early"
  | "late"
  | "am"
  | "pm"
  | "calendarWeek"
  | "endOfDay"
  | "endOfWork"
  | "endOfWeek"
  | "overnight"
  /** "this time yesterday" */
  | "sameTime"
  /** What a day or week is told by: "a recap of the week". */
  | "recap"
  /** It has its article in itself: "veckan". */
  | "definite"
  /** Between minutes and an hour: "ten past three", "zehn vor drei". */
  | "minutesPast"
  | "minutesTo"
  /** Between an hour and minutes: "las dos y media", "dix heures moins le quart". */
  | "andMinutes"
  | "lessMinutes"
  /** A word that no time is attached to, such as a preposition or a verb of being. */
  | "plain"
  /** What a day or period can have: "Monday messages". */
  | "stuff"
  | "no";

/** All that a word or phrase can mean in one language; which of it counts, its neighbours decide. */
export interface Meaning {
  number?: number;
  unit?: Unit;
  which?: Which;
  /** Days from today. */
  day?: number;
  part?: Part;
  /** Both in one: "tonight". */
  partOfDay?: { day: number; part: Part };
  /** 0 is Sunday. */
  weekday?: number;
  /** 0 is January. */
  month?: number;
  edge?: Edge;
  /** Both in one: "Monatsende". */
  edgeOf?: { edge: Edge; unit: Unit };
  /** Minutes from the full hour that follows: "half past", "viertel vor". */
  clockOffset?: number;
  /** 0 is "m", "h", "d", "w": a unit behind digits alone. */
  short?: boolean;
  /** A name or another word as well ("Sun", "May", "sexta"): it needs a lead or a number. */
  weak?: boolean;
  roles?: Role[];
}

/** Words separated by commas; phrases of up to six words. */
type Listed = string;

/** What a language calls things. */
export interface Vocabulary {
  code: string;
  numbers: Record<number, Listed>;
  units: Partial<Record<Unit, Listed>>;
  shortUnits?: Partial<Record<Unit, Listed>>;
  which: Partial<Record<Which, Listed>>;
  days: Record<number, Listed>;
  parts: Partial<Record<Part, Listed>>;
  /** A part of a day that is days from today: "tonight", "gisteravond". */
  partsOfDays?: [days: number, part: Part, words: Listed][];
  /** What is joined to a weekday's name: "Freitagabend". */
  weekdayParts?: [part: Part, endings: Listed][];
  edgesOf?: [edge: Edge, unit: Unit, words: Listed][];
  /** From Sunday on. */
  weekdays: [Listed, Listed, Listed, Listed, Listed, Listed, Listed];
  months: Listed[];
  edges: Partial<Record<Edge, Listed>>;
  clockOffsets?: Record<number, Listed>;
  roles: Partial<Record<Role, Listed>>;
  weak?: Listed;
  /** "3/4" is 4 March. */
  monthFirst?: boolean;
}

export interface Language {
  code: string;
  monthFirst: boolean;
  /** By lower-case words, separated by single spaces. */
  meanings: ReadonlyMap<string, Meaning>;
  /** By first word: how many tokens the longest phrase has that begins with it. */
  longest: ReadonlyMap<string, number>;
}

export function language(words: Vocabulary): Language {
  const meanings = new Map<string, Meaning>();
  const longest = new Map<string, number>();
  const add = (listed: Listed | undefined, meaning: Meaning) => {
    for (const phrase of listed?.split(", ") ?? []) {
      const key = rawTokens(phrase).map((token) => token.lower).join(" ");
      for (const form of new Set([key, withoutAccents(key)])) {
        const known = meanings.get(form);
        const [first = ""] = form.split(" ");
        longest.set(first, Math.max(longest.get(first) ?? 0, form.split(" ").length));
        meanings.set(form, {
          ...known,
          ...meaning,
          roles: [...known?.roles ?? [], ...meaning.roles ?? []],
        });
      }
    }
  };
  for (const [value, listed] of Object.entries(words.numbers)) add(listed, { number: +value });
  for (const [unit, listed] of entries(words.units)) add(listed, { unit });
  for (const [unit, listed] of entries(words.shortUnits ?? {})) add(listed, { unit, short: true });
  for (const [which, listed] of entries(words.which)) add(listed, { which });
  for (const [day, listed] of Object.entries(words.days)) add(listed, { day: +day });
  for (const [part, listed] of entries(words.parts)) add(listed, { part });
  for (const [day, part, listed] of words.partsOfDays ?? []) {
    add(listed, { partOfDay: { day, part } });
  }
  words.weekdays.forEach((listed, weekday) => add(listed, { weekday }));
  words.weekdays.forEach((listed, weekday) => {
    const [name = ""] = listed.split(", ");
    for (const [part, endings] of words.weekdayParts ?? []) {
      for (const ending of endings.split(", ")) add(name + ending, { weekday, part });
    }
  });
  for (const [edge, unit, listed] of words.edgesOf ?? []) add(listed, { edgeOf: { edge, unit } });
  words.months.forEach((listed, month) => add(listed, { month }));
  for (const [edge, listed] of entries(words.edges)) add(listed, { edge });
  for (const [minutes, listed] of Object.entries(words.clockOffsets ?? {})) {
    add(listed, { clockOffset: +minutes });
  }
  for (const [role, listed] of entries(words.roles)) add(listed, { roles: [role] });
  add(words.weak, { weak: true });
  return { code: words.code, monthFirst: words.monthFirst ?? false, meanings, longest };
}

/** People leave accents out; that a word has one is enough, the other way round it is another. */
function withoutAccents(text: string): string {
  return unlike.has(text) ? text : text.normalize("NFD").replace(/\p{M}/gu, "");
}
/** Without its accent this is another common word. */
const unlike = new Set(["à", "às", "há"]);

function entries<Key extends string, Value>(record: Partial<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
