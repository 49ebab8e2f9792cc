import { stemmer } from "stemmer";
import { cutText } from "./cut.ts";
import { isFunctionWord } from "./terms.ts";

/** No word that is stemmed has more letters. */
const longest = 60;

/** A word as it stands in a text. */
export interface Word {
  stem: string;
  /** Whether it is written as names are: a capital where no sentence begins, or with a digit. */
  name: boolean;
}

/**
 * What a text is about, to be compared with a question: the stems of its words, code, names and
 * numbers, without function words. A version number is one word; a compound is its parts and itself.
 * The stems are English; words of other languages meet as they are written, without their accents.
 */
export function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const parts of compoundsOf(text)) {
    if (parts.length > 1) words.add(stemmer(parts.map(({ word }) => word).join("")));
    for (const { stem } of contentOf(parts)) words.add(stem);
  }
  return words;
}

/** The words in order, compounds in their parts, as often as each occurs. */
export function wordListOf(text: string): Word[] {
  return [...compoundsOf(text)].flatMap(contentOf);
}

interface Part {
  word: string;
  name: boolean;
}

const tokens = /\p{N}+(?:[.,:]\p{N}+)*(?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;

function* compoundsOf(text: string): Generator<Part[]> {
  const plain = text.normalize("NFKD").replace(/[\p{M}'’]/gu, "");
  let begins = true;
  for (const match of plain.matchAll(tokens)) {
    const token = cutText(match[0], longest);
    const name = /\p{N}/u.test(token) || (!begins && /\p{Lu}/u.test(token));
    yield /^\p{N}+(?:[.,:]\p{N}+)*$/u.test(token)
      ? [{ word: token, name }]
      : token.split(/-|(?<=\p{Ll})(?=\p{Lu})/u).map((part) => ({ word: part.toLowerCase(), name }));
    begins = ".!?\n".includes(plain[match.index + match[0].length] ?? " ");
  }
}

function contentOf(parts: readonly Part[]): Word[] {
  return parts.flatMap(({ word, name }) => {
    if (/^\p{N}/u.test(word)) return [{ stem: word, name }];
    if (word.length < 2 || isFunctionWord(word)) return [];
    const stem = stemmer(word);
    // "needed" says no more than "need".
    return /(?:ed|ing)$/.test(word) && isFunctionWord(stem) ? [] : [{ stem, name }];
  });
}
