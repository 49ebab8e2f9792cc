import type { Evidence } from "../../../models/language_model.ts";
import { calledByName, calledStranger, firstName, isGreeting } from "./called.ts";

/** Whom a sentence asks: the owner of the timeline, somebody else, or whoever reads it. */
export type Addressee = "owner" | "other" | "room";

/** First names of the owner and of everybody else who wrote or was mentioned, in lower case. */
export interface People {
  owner: ReadonlySet<string>;
  others: ReadonlySet<string>;
}

const everyone = new Set(["here", "channel", "everyone", "all", "group", "team"]);

/**
 * Who is known from what they wrote; the only one mentioned where the owner is, is the owner.
 *
 * @param named what the owner is called
 */
export function peopleIn(items: readonly Evidence[], named: readonly string[] = []): People {
  // Where no source knows which messages are the owner's, none calls them by that name either.
  const isKnown = items.some((item) => item.byOwner !== null);
  const owner = new Set((isKnown ? named : []).map(firstName).filter((name) => name !== ""));
  const others = new Set<string>();
  for (const item of items) {
    const name = firstName(item.author ?? "");
    if (name) (item.byOwner ? owner : others).add(name);
    const mentioned = mentionsIn(item.text.slice(0, 2000));
    const [only] = mentioned;
    if (item.addressed === "mention" && mentioned.length === 1 && only) owner.add(only);
  }
  for (const name of owner) others.delete(name);
  return { owner, others };
}

/** Whom the sentence asks, in a message whose earlier sentences were put to `before`. */
export function addresseeOf(
  sentence: string,
  item: Evidence,
  people: People,
  before: Addressee | null,
): Addressee | null {
  // Whoever opens the sentence is spoken to; further on people are spoken about.
  const opening = openingMentions(sentence);
  const mentioned = opening.length > 0 ? opening : mentionsIn(sentence);
  if (mentioned.some((name) => everyone.has(name))) return "room";
  if (mentioned.some((name) => people.owner.has(name))) return "owner";
  // "Please ask @Priya to sign" is put to whom the message is put to.
  if (opening.length === 0 && mentioned.length > 0 && item.addressed === "direct") return before;
  if (mentioned.length > 0) {
    return item.addressed === "mention" && people.owner.size === 0 ? "owner" : "other";
  }
  const called = calledByName(sentence);
  if (called !== null && people.owner.has(called)) return "owner";
  if (called !== null && people.others.has(called)) return "other";
  // Whom nobody knows is not the owner, where it is known what the owner is called.
  const stranger = people.owner.size > 0 && item.addressed === "none"
    ? calledStranger(sentence)
    : null;
  return stranger === null ? before : "other";
}

/**
 * Whom a sentence of the owner's asks, as it names them: who is spoken to, or the other one in a
 * direct conversation. Null: whoever reads it. Undefined: the owner themselves.
 */
export function askedOf(
  sentence: string,
  item: Evidence,
  people: People,
): string | null | undefined {
  const opening = openingMentions(sentence);
  const mentioned = opening.length > 0 ? opening : mentionsIn(sentence);
  const byName = calledByName(sentence);
  const called = byName && people.others.has(byName) ? byName : calledStranger(sentence);
  const names = mentioned.length > 0 ? mentioned : called ? [called] : [];
  if (names.some((name) => everyone.has(name))) return null;
  const others = names.filter((name) => !people.owner.has(name));
  if (names.length > 0) {
    return others.length === 0
      ? undefined
      : others.map((name) => asWritten(sentence, name)).join(", ");
  }
  const inPlace = /^(?:direct|group) message \((.*)\)$/.exec(item.place ?? "")?.[1]?.split(", ")
    .filter((name) => !people.owner.has(firstName(name)));
  return inPlace?.length ? inPlace.join(", ") : null;
}

/** A name with the capitals that the sentence gives it. */
function asWritten(sentence: string, name: string): string {
  const at = sentence.toLowerCase().indexOf(name);
  return at < 0 ? name : sentence.slice(at, at + name.length);
}

function mentionsIn(text: string): string[] {
  const names = [...text.matchAll(/(?<![\p{L}\p{N}.])@([\p{L}][\p{L}\p{M}'-]*)/gu)];
  return [...new Set(names.map(([, name = ""]) => name.toLowerCase()))];
}

/** "@Jonas @Priya could you": the mentions before the first other word but a greeting. */
function openingMentions(sentence: string): string[] {
  const found: string[] = [];
  for (const word of sentence.split(" ")) {
    if (word.startsWith("@")) found.push(...mentionsIn(word));
    // A full name goes on after its first word: "@Olga Braun".
    else if (found.length > 0 && /^\p{Lu}/u.test(word)) continue;
    else if (!isGreeting(word)) break;
  }
  return found;
}
