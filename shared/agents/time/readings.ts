import type { Language } from "./language.ts";
import { dutch } from "./languages/dutch.ts";
import { english } from "./languages/english.ts";
import { french } from "./languages/french.ts";
import { german } from "./languages/german.ts";
import { italian } from "./languages/italian.ts";
import { portuguese } from "./languages/portuguese.ts";
import { spanish } from "./languages/spanish.ts";
import { swedish } from "./languages/swedish.ts";
import { type Direction, Reader, withMeanings } from "./reader.ts";
import { rawTokens } from "./tokens.ts";

const languages: Language[] = [
  english,
  german,
  french,
  spanish,
  portuguese,
  dutch,
  italian,
  swedish,
];

export interface Context {
  text: string;
  now: Date;
  timezone: string;
  direction: Direction;
}

/** Whether a word without accents, in lower case, is part of how any of the languages names a time. */
export function isTimeWord(word: string): boolean {
  return timeWords.has(word);
}

const timeWords: ReadonlySet<string> = new Set(
  languages.flatMap(({ meanings }) =>
    [...meanings].filter(([, { roles: _, ...meaning }]) => Object.keys(meaning).length > 0)
      .flatMap(([phrase]) => phrase.normalize("NFD").replace(/\p{M}/gu, "").split(" "))
  ),
);

/** What was understood, and from which tokens. */
interface Reading<Value> {
  first: number;
  next: number;
  value: Value;
}

interface Attempt<Value> extends Reading<Value> {
  reader: Reader;
}

/**
 * Reads a text in every language and keeps what the language of its words says: the one that knows
 * most of them and understood most. Homographs are left to the language that knows more of the
 * text, so that "guten Morgen" is no Dutch "morgen" and "in May" no German "Mai".
 */
export function readings<Value>(
  context: Context,
  read: (reader: Reader) => Reading<Value> | null,
): Value | null {
  const readers = readersOf(context);
  const known = new Map(readers.map((reader) => [reader, knownWords(reader)]));
  const attempts = readers.flatMap((reader): Attempt<Value>[] => {
    if (reader.language !== english && addsNothing(reader, known)) return [];
    const found = read(reader);
    return found ? [{ ...found, reader }] : [];
  });
  let best: { score: number; value: Value } | null = null;
  for (const attempt of attempts) {
    const { reader, first, next, value } = attempt;
    const own = known.get(reader) ?? 0;
    const words = spoken(attempt);
    const others = readers.filter((other) => other !== reader).some((other) => {
      const more = (known.get(other) ?? 0) - own;
      return (more > 0 || more === 0 && other.language === english) &&
        words.every((word) => other.language.meanings.has(word));
    });
    const score = own + reader.covered(first, next);
    if (!others && (!best || score > best.score)) best = { score, value };
  }
  return best?.value ?? null;
}

/** A reader for every language. */
export function readersOf({ text, now, timezone, direction }: Context): Reader[] {
  const pieces = rawTokens(text);
  return languages.map((language) =>
    new Reader(text, language, now, timezone, direction, withMeanings(pieces, language, text))
  );
}

/** Every word that it knows is English, and English knows more: nothing of it would be kept. */
function addsNothing(reader: Reader, known: ReadonlyMap<Reader, number>): boolean {
  const [ofEnglish = 0] = known.values();
  return ofEnglish >= (known.get(reader) ?? 0) &&
    reader.tokens.every(({ meaning, text }) =>
      Object.keys(meaning).length === 0 || !/\p{L}{2}/u.test(text) ||
      english.meanings.has(text.toLowerCase())
    );
}

function knownWords(reader: Reader): number {
  return reader.tokens.filter(({ meaning, text }) =>
    Object.keys(meaning).length > 0 && /\p{L}/u.test(text)
  ).length;
}

/** The words that were understood, with the one that leads to them. */
function spoken<Value>({ reader, first, next }: Attempt<Value>): string[] {
  const from = reader.has(first - 1, "in", "on", "at", "since", "from") ? first - 1 : first;
  return reader.tokens.slice(from, next)
    .map(({ text }) => text.toLowerCase())
    .filter((text) => /\p{L}{2}/u.test(text));
}
