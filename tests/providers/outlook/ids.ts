/**
 * Identifiers of Exchange. They are opaque and differ only in the case of their letters, so that
 * whoever folds case takes all items for one.
 */
const IMMUTABLE = "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A";
const MUTABLE = "AAMkAGUzNGMtNGE2Yi05ZDFiAEYAAAAAAH";
const CONTAINER = "AQMkADYAAAIBXQAAAC4AAAN";
const LETTERS = "qwertzuiopasdfghjklyxcvb";

export const immutableId = (number: number): string => `${IMMUTABLE}${cased(number)}AAA=`;
export const mutableId = (number: number): string => `${MUTABLE}${cased(number)}AAA=`;
export const containerId = (number: number): string => `${CONTAINER}${cased(number)}AAAA==`;
/** The version of an item, as `changeKey`. */
export const changeKey = (number: number): string => `CQAAABYAAAB${cased(number)}AAA`;

/** Whether it could be the id of an item or a container; else Graph calls it malformed. */
export function wellFormed(id: string): boolean {
  return [IMMUTABLE, MUTABLE, CONTAINER].some((start) => id.startsWith(start));
}

/** A number as letters: a capital is a one. */
function cased(number: number): string {
  return [...LETTERS].map((letter, bit) => number & (1 << bit) ? letter.toUpperCase() : letter)
    .join("");
}
