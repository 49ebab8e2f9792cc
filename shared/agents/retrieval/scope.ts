import type { Source } from "../../contracts/events.ts";

/**
 * What of a timeline an answer may rest on, by what each event says of itself. A part that is
 * absent excludes nothing; one that is empty excludes everything.
 */
export interface Scope {
  sources?: Source[];
  /** As events have them: "#launch". */
  places?: string[];
  /** Authors, as events have them. */
  people?: string[];
}

/** Whether an item lies in scope. Notes have neither source, place nor author. */
export function inScope(
  item: { source: Source | null; place: string | null; author: string | null },
  { sources, places, people }: Scope,
): boolean {
  return (sources === undefined || item.source !== null && sources.includes(item.source)) &&
    (places === undefined || item.place !== null && places.includes(item.place)) &&
    (people === undefined || item.author !== null && people.includes(item.author));
}

/** Whether it is about more than sources: vectors know of no places and people. */
export function isNamed({ places, people }: Scope): boolean {
  return places !== undefined || people !== undefined;
}

/** The arguments that name a scope to the SQL functions of the timeline. */
export function scopeArguments({ sources, places, people }: Scope) {
  return { sources: sources ?? null, places: places ?? null, people: people ?? null };
}

/** A list for the Data API's `in`, whatever signs are in it. */
export function listOf(values: readonly string[]): string {
  return `(${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join(",")})`;
}
