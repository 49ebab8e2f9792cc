/** Places and people that a prompt names, resolved against those that the timeline has. */
import { nameTokens } from "./name_tokens.ts";
import { authorsIn, type FoundName } from "./people.ts";
import { type KnownPerson, type Meant, personsOf, withoutAddresses } from "./persons.ts";
import { placesIn } from "./places.ts";

/** What the timeline has. */
export interface KnownNames {
  /** Conversations as a reader knows them: "#launch", "Family", "direct message (Mira)". */
  places: string[];
  /** Authors as a reader knows them: "Mira Sand". */
  people: string[];
  /** Who is known under several names and addresses; whoever is not among them has but one name. */
  persons?: readonly KnownPerson[];
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
  const tokens = nameTokens(withoutAddresses(prompt));
  const persons = personsOf(known);
  const scope: NamedScope = { places: [], people: [], unresolved: [] };
  for (const found of placesIn(tokens, known.places)) add(scope, "place", found);
  for (const { text, candidates } of authorsIn(tokens, persons.names)) {
    addPeople(scope, text, persons.meantBy(candidates));
  }
  for (const { text, meant } of persons.addressedIn(prompt)) addPeople(scope, text, meant);
  return scope;
}

/** Everybody whom a name may mean, by all that they are called as authors. */
function addPeople(scope: NamedScope, text: string, meant: readonly Meant[]): void {
  const authors = meant.flatMap((person) => person.authors);
  addNames(scope.people, authors.length > 0 ? authors : [text]);
  // An author may be two people: it stands for both of them.
  if (meant.length !== 1) doubt(scope, "person", text, meant.map(({ label }) => label));
}

function add(scope: NamedScope, kind: "place", { text, candidates }: FoundName): void {
  addNames(scope.places, candidates.length > 0 ? candidates : [text]);
  if (candidates.length !== 1) doubt(scope, kind, text, candidates);
}

function addNames(list: string[], names: readonly string[]): void {
  for (const name of names) {
    if (!list.includes(name) && list.length < mostNames) list.push(name);
  }
}

function doubt(
  { unresolved }: NamedScope,
  kind: "place" | "person",
  text: string,
  candidates: readonly string[],
): void {
  if (unresolved.length === mostNames) return;
  if (unresolved.some((name) => name.kind === kind && name.text === text)) return;
  unresolved.push({ kind, text, candidates: candidates.slice(0, mostCandidates) });
}
