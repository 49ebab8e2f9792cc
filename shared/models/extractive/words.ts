import { stemmer } from "stemmer";
import { cutText } from "./cut.ts";
import { isFunctionWord } from "./terms.ts";

/** No word that is stemmed has more letters. */
const longest = 60;

/**
 * What a text is about, to be compared with a question: the stems of its words, code, names and
 * numbers, without function words. A version number is one word, a compound is its parts. The stems
 * are English; words of other languages meet as they are written, without their accents.
 */
export function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  const plain = text.toLowerCase().normalize("NFKD").replace(/[\p{M}'’]/gu, "");
  for (const [token] of plain.matchAll(/\p{N}+(?:[.,:]\p{N}+)*|\p{L}[\p{L}\p{N}]*/gu)) {
    const word = cutText(token, longest);
    if (/^\p{N}/u.test(word)) words.add(word);
    else if (word.length > 1 && !isFunctionWord(word)) words.add(stemmer(word));
  }
  return words;
}
