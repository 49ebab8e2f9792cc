/** Names that a model read in a prompt, resolved against those that the timeline has. */
import type { UnderstoodPrompt } from "../../contracts/prompts.ts";
import { sameName } from "./name_tokens.ts";
import type { KnownNames } from "./names.ts";
import { personsOf } from "./persons.ts";

type Unresolved = UnderstoodPrompt["unresolved"];

/** Those of the names that are known; a model's other names are told of, and narrow nothing. */
export function resolvedPlaces(
  names: readonly string[],
  known: readonly string[],
  unresolved: Unresolved,
): string[] {
  return names.flatMap((text) => {
    const found = known.filter((name) => sameName(name, text) || sameName(name, `#${text}`));
    if (found.length === 0) unresolved.push({ kind: "place", text, candidates: [] });
    return found;
  });
}

/** The same of people, by whatever they are called. */
export function resolvedPeople(
  names: readonly string[],
  timeline: KnownNames,
  unresolved: Unresolved,
): string[] {
  const known = personsOf(timeline);
  const found = names.flatMap((text) => {
    const meant = known.meantBy(known.names.filter((name) => sameName(name, text)));
    if (meant.length !== 1) {
      unresolved.push({ kind: "person", text, candidates: meant.map(({ label }) => label) });
    }
    return meant.flatMap(({ authors }) => authors);
  });
  return [...new Set(found)];
}
