import type { Language } from "./language.ts";
import { dutch } from "./languages/dutch.ts";
import { english } from "./languages/english.ts";
import { french } from "./languages/french.ts";
import { german } from "./languages/german.ts";
import { italian } from "./languages/italian.ts";
import { portuguese } from "./languages/portuguese.ts";
import { spanish } from "./languages/spanish.ts";
import { type Direction, Reader } from "./reader.ts";

const languages: Language[] = [english, german, french, spanish, portuguese, dutch, italian];

interface Context {
  text: string;
  now: Date;
  timezone: string;
  direction: Direction;
}

/** What was understood, and from which tokens. */
interface Reading<Value> {
  first: number;
  next: number;
  value: Value;
}

/**
 * Reads a text in every language and keeps what the language of its words says: the one that knows
 * most of them and understood most. A text whose words are English is not read by another
 * language's homographs.
 */
export function readings<Value>(
  context: Context,
  read: (reader: Reader) => Reading<Value> | null,
): Value | null {
  let best: { score: number; value: Value } | null = null;
  let ofEnglish = 0;
  for (const language of languages) {
    const { text, now, timezone, direction } = context;
    const reader = new Reader(text, language, now, timezone, direction);
    const known = reader.tokens.filter(({ meaning, text }) =>
      (meaning.roles !== undefined || Object.keys(meaning).length > 0) && /\p{L}/u.test(text)
    ).length;
    if (language === english) {
      ofEnglish = known;
    }
    const found = read(reader);
    if (!found) {
      continue;
    }
    const words = reader.tokens.slice(found.first, found.next);
    const own = words.some(({ text, lower, pieces }) =>
      /\p{L}{2}/u.test(text) && (pieces > 1 || !english.meanings.has(lower))
    );
    if (language !== english && !own && known <= ofEnglish) {
      continue;
    }
    const score = known + reader.covered(found.first, found.next);
    if (!best || score > best.score) {
      best = { score, value: found.value };
    }
  }
  return best?.value ?? null;
}
