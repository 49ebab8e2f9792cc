import { stemmer } from "stemmer";
import { cutText } from "./cut.ts";
import { isFunctionWord } from "./terms.ts";

/** No word that is stemmed has more letters. */
const longest = 60;

/**
 * What a text is about, to be compared with a question: the stems of its words, code, names and
 * numbers, without function words. A version number is one word; a compound is its parts and itself.
 * The stems are English; words of other languages meet as they are written, without their accents.
 */
export function wordsOf(text: string): Set<string> {
  return new Set(wordListOf(text));
}

/** The same in order, as often as each occurs. */
export function wordListOf(text: string): string[] {
  const words: string[] = [];
  const plain = text.normalize("NFKD").replace(/[\p{M}'’]/gu, "");
  for (
    const [token] of plain.matchAll(
      /\p{N}+(?:[.,:]\p{N}+)*|\p{L}[\p{L}\p{N}]*(?:-\p{L}[\p{L}\p{N}]*)*/gu,
    )
  ) {
    if (/^\p{N}/u.test(token)) {
      words.push(token);
      continue;
    }
    const parts = cutText(token, longest).split(/-|(?<=\p{Ll})(?=\p{Lu})/u);
    if (parts.length > 1) words.push(stemmer(parts.join("").toLowerCase()));
    for (const part of parts) {
      const word = part.toLowerCase();
      if (word.length > 1 && !isFunctionWord(word)) words.push(stemmer(word));
    }
  }
  return words;
}
