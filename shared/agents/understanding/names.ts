/** Places and people that a prompt names, resolved against those that the timeline has. */
import { nameTokens } from "./name_tokens.ts";
import { authorsIn, type FoundName } from "./people.ts";
import { placesIn } from "./places.ts";

/** What the timeline has. */
export interface KnownNames {
  /** Conversations as a reader knows them: "#launch", "Family", "direct message (Mira)". */
  places: string[];
  /** Authors as a reader knows them: "Mira Sand". */
  people: string[];
}

/** A name that nothing or too much in the timeline fits. */
export interface UnresolvedName {
  kind: "place" | "person";
  /** As the prompt has it. */
  text: string;
  /** What it could be; empty: nothing of that name is known. */
  candidates: string[];
}

/**
 * What a prompt names. Empty lists: it names none, which means all. A name that several fit stands
 * for all of them, and one that nothing fits for itself, so that it finds nothing; both are among
 * the unresolved.
 */
export interface NamedScope {
  places: string[];
  people: string[];
  unresolved: UnresolvedName[];
}

/** So many of each kind are in a scope, and so many candidates are told of. */
const mostNames = 20;
const mostCandidates = 5;

/**
 * What of the timeline a prompt names. A person counts as scope only as an author ("from Mira",
 * "what did Mira say"); whom something is about is left to the search.
 */
export function namesIn(prompt: string, known: KnownNames): NamedScope {
  const tokens = nameTokens(prompt);
  const scope: NamedScope = { places: [], people: [], unresolved: [] };
  for (const found of placesIn(tokens, known.places)) add(scope, "place", found);
  for (const found of authorsIn(tokens, known.people)) add(scope, "person", found);
  return scope;
}

function add(scope: NamedScope, kind: "place" | "person", { text, candidates }: FoundName): void {
  const list = kind === "place" ? scope.places : scope.people;
  for (const name of candidates.length > 0 ? candidates : [text]) {
    if (!list.includes(name) && list.length < mostNames) list.push(name);
  }
  if (candidates.length === 1 || scope.unresolved.length === mostNames) return;
  if (scope.unresolved.some((name) => name.kind === kind && name.text === text)) return;
  scope.unresolved.push({ kind, text, candidates: candidates.slice(0, mostCandidates) });
}
