import type { Reader } from "./reader.ts";

/**
 * Words of time are names and attributes as well: "Robin Friday", "the Friday app", "May", "the
 * 9am call", "any last minute changes". These rules tell them apart by what stands around them.
 */

/**
 * Nothing follows that the words before could belong to: the end, a sign, a plain word. "Monday
 * messages" are of Monday, but "9am messages" need not be.
 */
export function standsAlone(reader: Reader, next: number, stuff = true): boolean {
  const token = reader.tokens[next];
  if (!token) return true;
  if (!/^[\p{L}\d]/u.test(token.text)) return token.text !== "%" && !joins(reader, next);
  if (reader.has(next, "plain")) return true;
  if (reader.has(next, "stuff")) return stuff;
  const { unit, roles, ...times } = token.meaning;
  if (roles && !roles.every((role) => role === "the" || role === "no")) return true;
  if (unit !== undefined && reader.language.code !== "en") return false;
  return times.short !== true && Object.keys(times).some((key) => key !== "number");
}

/** "last-minute", "9/11", "2.1": a sign between two words without spaces. */
function joins(reader: Reader, index: number): boolean {
  return reader.glued(index) && reader.glued(index + 1) &&
    /^[-/.,_:@]$/.test(reader.lower(index)) && reader.tokens[index + 1] !== undefined;
}

/** A capital letter that no sentence begins with, in a word that says nothing of time. */
export function capitalName(reader: Reader, index: number): boolean {
  const token = reader.tokens[index];
  return token !== undefined && /^\p{Lu}/u.test(token.text) && !reader.has(index, "plain") &&
    Object.keys(token.meaning).every((key) => key === "weak");
}

/** "what does 'Tomorrow' mean": the word itself is meant. */
export function isQuoted(reader: Reader, index: number, next: number): boolean {
  return /^['"“‘„«]$/.test(reader.lower(index - 1)) && /^['"”’“»]$/.test(reader.lower(next)) &&
    reader.glued(index) && reader.glued(next);
}

/** An article or possessive before words makes what follows them the thing: "the 9am call". */
export function isAttribute(reader: Reader, index: number, next: number, stuff = true): boolean {
  const before = reader.lower(index - 1);
  const article = reader.has(index - 1, "the") || reader.meaning(index - 1).number === 1 ||
    before === "your" || before === "their" || before === "his" || before === "her";
  return article && !standsAlone(reader, next, stuff);
}

/** "Monday's", "last week’s" */
export function isPossessive(reader: Reader, index: number): boolean {
  return /^['’]s$/i.test(reader.tokens[index]?.text ?? "");
}

/** Whether a word before ties the time to what happened: "on Monday", "since May". */
export function hasLead(reader: Reader, index: number): boolean {
  const at = reader.has(index - 1, "the") ? index - 2 : index - 1;
  return reader.has(
    at,
    "on",
    "since",
    "before",
    "until",
    "after",
    "between",
    "from",
    "to",
    "and",
    "by",
    "in",
  ) || reader.meaning(at).edge !== undefined || reader.meaning(at).which !== undefined;
}

/** A weekday or day's word that is part of a name or says what kind of thing follows. */
export function isDayName(reader: Reader, index: number, next: number, weak: boolean): boolean {
  if (reader.has(index - 1, "no") || isQuoted(reader, index, next)) return true;
  const follows = capitalName(reader, next) && !reader.has(next - 1, "and");
  if (reader.language.code !== "en") {
    return weak && !hasLead(reader, index) && !standsAlone(reader, next);
  }
  const capital = /^\p{Lu}/u.test(reader.tokens[index]?.text ?? "");
  const lead = hasLead(reader, index) && !reader.has(index - 1, "the");
  const ranged = reader.has(next, "to") && reader.meaning(next + 1).weekday !== undefined;
  if (weak) return !capital || !(lead || ranged) || follows;
  if (lead) return false;
  if (capital && index > 0 && capitalName(reader, index - 1)) return true;
  return !standsAlone(reader, next) || follows;
}
