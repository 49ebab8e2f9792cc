/** What of a statement can be checked word for word: numbers, addresses, names, quotations, markup. */
import { fold } from "./words.ts";

/** A sum, a count, a day, a time: its digits, and those of its parts. */
export interface NumberFact {
  /** As the statement has it. */
  text: string;
  /** Without separators: "1250" of "1,250". */
  whole: string;
  /** "9" and "30" of "9:30". */
  parts: string[];
  /** "pm" adds twelve: the hour on the other kind of clock. */
  hour: string | null;
  currency: string | null;
}

const currencies: Readonly<Record<string, string>> = {
  "$": "usd",
  "€": "eur",
  "£": "gbp",
  "¥": "jpy",
  usd: "usd",
  dollars: "usd",
  eur: "eur",
  euro: "eur",
  euros: "eur",
  gbp: "gbp",
  pounds: "gbp",
  chf: "chf",
  jpy: "jpy",
  yen: "jpy",
  btc: "btc",
  eth: "eth",
};
const numbers =
  /([$€£¥])?\s?(\d[\d.,:'’/-]{0,40}\d|\d)\s?(?:(am|pm|a\.m\.|p\.m\.|uhr)\b|(usd|dollars|eur|euros?|gbp|pounds|chf|jpy|yen|btc|eth)\b|([€£$¥]))?/giu;

/** Every number of the text, in digits. */
export function numbersIn(text: string): NumberFact[] {
  return [...text.matchAll(numbers)].map(([, before, digits = "", half, word, behind]) => {
    const parts = digits.split(/\D+/).map(bare);
    const sign = before ?? behind ?? word?.toLowerCase();
    const [first = ""] = parts;
    return {
      text: digits,
      whole: bare(digits.replace(/\D/g, "")),
      parts,
      hour: half === undefined && !/^\d{1,2}:\d{2}/.test(digits) ? null : otherHour(first),
      currency: sign === undefined ? null : currencies[sign] ?? null,
    };
  });
}

/** Without leading zeros. */
function bare(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}

function otherHour(hour: string): string {
  const value = Number(hour);
  return String(value >= 12 ? value - 12 : value + 12);
}

const address =
  /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s<>"'`)\]]{1,2000}|(?:javascript|data|mailto|vbscript|file|tel):[^\s<>"'`)\]]{1,2000}|[^\s<>"'`()[\],;:@]{1,100}@[^\s<>"'`()[\],;:@]{1,200}|(?<![\p{L}\p{N}.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6}\.[a-z]{2,24}(?![\p{L}\p{N}])(?:\/[^\s<>"'`)\]]{0,2000})?/giu;

/** Web and mail addresses and everything else with dots inside, as written, in lower case. */
export function addressesIn(text: string): string[] {
  return (text.match(address) ?? []).map((found) => found.toLowerCase().replace(/[.,;:!?]+$/, ""))
    .filter((found) => !/^(?:e\.g|i\.e|a\.m|p\.m|z\.b)$/.test(found));
}

const capital = /^\p{Lu}/u;
const sentenceEnd = /[.!?:;"“”«»()\n\u2022–—-]\s*$/u;

/** A word that begins with a capital letter where no sentence does. */
export interface NameFact {
  text: string;
  folded: string;
}

/**
 * What can only be a name where it stands: capital letters inside a sentence. Languages in which
 * every noun has one are told by `nouns`; there only names of several words count.
 */
export function namesIn(text: string, nouns: boolean): NameFact[] {
  const words = [...text.matchAll(/[\p{L}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}\p{N}]+)*/gu)];
  const inside = words.map((word) =>
    capital.test(word[0]) && word.index > 0 &&
    !sentenceEnd.test(text.slice(0, word.index).slice(-4))
  );
  return words.flatMap((word, index) => {
    if (!inside[index]) return [];
    if (nouns && !inside[index - 1] && !inside[index + 1]) return [];
    const name = word[0].replace(/['’]s$/u, "");
    return name === "I" || /^I['’]/.test(name) ? [] : [{ text: name, folded: fold(name) }];
  });
}

const quotation = /["“”„«]([^"“”„«»\n]{12,1000})["“”»]/gu;

/** What stands between quotation marks and is long enough to be somebody's words. */
export function quotationsIn(text: string): string[] {
  return [...text.matchAll(quotation)].map(([, words = ""]) => words)
    .filter((words) => words.trim().split(/\s+/).length >= 3);
}

/** Links, pictures and elements, which a page might draw or fetch. */
export function hasMarkup(text: string): boolean {
  return /\]\s?\(|!\[|<[a-z!/][^>]{0,200}>|\[[^\]]{1,100}\]:\s?\S/iu.test(text);
}
