/** Who is meant by a name: people are known by several, and several people by one. */
import { nameWords, sameName } from "./name_tokens.ts";

/** Somebody with all that they are known by: names, mail addresses, ids at providers. */
export interface KnownPerson {
  name: string;
  aliases: readonly string[];
}

/** A person whom a name may mean. */
export interface Meant {
  /** What tells them from others who share the name. */
  label: string;
  /** What they are called as authors in the timeline. */
  authors: string[];
}

/** Authors, and who is known under several names. */
interface Known {
  people: readonly string[];
  persons?: readonly KnownPerson[];
}

const kept = new WeakMap<Known, Persons>();
/** Characters of a prompt that are looked at, and what stands between its words. */
const LONGEST = 4000;
const BETWEEN = /[\s<>()[\],;:"'?!]+/;

/** Finds people by what they are called. */
export class Persons {
  readonly #byAlias = new Map<string, KnownPerson[]>();
  readonly #keys = new Map<string, string>();
  readonly #authors: ReadonlyMap<string, string[]>;
  /** Everything that a prompt may call somebody: authors, and other names of people who are known. */
  readonly names: string[];

  constructor(authors: readonly string[], persons: readonly KnownPerson[]) {
    const byName = new Map<string, string[]>();
    for (const author of authors) add(byName, this.#keyOf(author), author);
    this.#authors = byName;
    const names = new Set(authors);
    for (const person of persons) {
      // Whoever has written nothing that is kept is no author.
      if (this.#writtenBy(person).length === 0) continue;
      for (const alias of aliasesOf(person)) {
        add(this.#byAlias, this.#keyOf(alias), person);
        if (!isKey(alias)) names.add(alias);
      }
    }
    this.names = [...names];
  }

  /** The people that these names may mean, each once. */
  meantBy(names: readonly string[]): Meant[] {
    const persons = new Set<KnownPerson>();
    const found = new Map<string, Meant>();
    for (const name of names) {
      const key = this.#keyOf(name);
      const known = this.#byAlias.get(key) ?? [];
      for (const person of known) persons.add(person);
      if (known.length > 0 || found.has(key)) continue;
      found.set(key, { label: name, authors: this.#authors.get(key) ?? [name] });
    }
    const all = [...persons];
    return [
      ...all.map((person) => ({
        label: labelOf(person, all),
        authors: this.#writtenBy(person),
      })),
      ...found.values(),
    ];
  }

  /** The people whose mail addresses a prompt holds, with the address as it stands there. */
  addressedIn(prompt: string): { text: string; meant: Meant[] }[] {
    const words = prompt.slice(0, LONGEST).split(BETWEEN).map((word) => word.replace(/\.$/, ""));
    return [...new Set(words)].flatMap((text) => {
      const known = isAddress(text) && this.#byAlias.has(this.#keyOf(text));
      return known ? [{ text, meant: this.meantBy([text]) }] : [];
    });
  }

  /** Names are the same whatever their case, accents and signs. */
  #keyOf(name: string): string {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = nameWords(name).join(" ") || name;
    this.#keys.set(name, key);
    return key;
  }

  #writtenBy(person: KnownPerson): string[] {
    const authors = aliasesOf(person).flatMap((alias) =>
      this.#authors.get(this.#keyOf(alias)) ?? []
    );
    return [...new Set(authors)];
  }
}

/** A prompt without its mail addresses, whose parts are no names: "@x.test" is no handle. */
export function withoutAddresses(prompt: string): string {
  return prompt.split(/(\s+)/).map((word) => /^[^@]+@[^@]+\.[^@]+$/.test(word) ? "" : word).join(
    "",
  );
}

/** The same for the same names: a prompt of many wishes asks for them again and again. */
export function personsOf(known: Known): Persons {
  const made = kept.get(known) ?? new Persons(known.people, known.persons ?? []);
  kept.set(known, made);
  return made;
}

/** By name; where others are called the same, by an address too. */
function labelOf(person: KnownPerson, all: readonly KnownPerson[]): string {
  const { name, aliases } = person;
  const shared = all.some((other) => other !== person && sameName(other.name, name));
  const key = aliases.find((alias) => alias.includes("@")) ?? aliases.find(isKey);
  return shared && key !== undefined && key !== name ? `${name} (${key})` : name;
}

function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

function aliasesOf({ name, aliases }: KnownPerson): string[] {
  return [name, ...aliases];
}

/** An address or a provider's id: nothing that somebody is called by in a sentence. */
function isKey(alias: string): boolean {
  return isAddress(alias) || /^(?:slack|telegram):/.test(alias);
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
