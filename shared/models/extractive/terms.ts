import { deu, eng, fra, nld, por, rus, spa } from "stopword";

const stopwords = new Set([
  ...[deu, eng, fra, nld, por, rus, spa].flat(),
  ..."im ive id ill dont doesnt didnt isnt wont cant thats youre theyre lets its yeah yes yep ok okay hi hello hey thanks thank lol please just like really actually maybe also still well one get got use using used think know need want make way thing things something anyone someone would could should might much many lot bit sure right good great nice new now today will can may when whom whose why does tell show find say says she anybody everybody everyone everything somebody nobody nothing"
    .split(
      " ",
    ),
]);

/** Whether a word in lower case says nothing by itself, in English or another common language. */
export function isFunctionWord(word: string): boolean {
  return stopwords.has(word);
}

/** Content words of a text, lower case, in order: no function words, numbers, links, mentions or code. */
export function termsOf(text: string): string[] {
  // Word by word: one pattern for all of it would try each character as the beginning of an address.
  const plain = text.toLowerCase().replace(/`[^`]*`/g, " ").split(/\s+/)
    .filter((word) => !isAddress(word))
    .join(" ")
    .replace(/:[a-z0-9_+-]+:|https?:\/\/\S+|[@#][\w.-]+/g, " ")
    .replace(/['’]/g, "");
  return (plain.match(/[\p{L}][\p{L}\p{N}+-]*/gu) ?? []).filter((word) =>
    word.length > 2 && !stopwords.has(word)
  );
}

/** Whether a word without white space is a mail address, or holds one. */
function isAddress(word: string): boolean {
  const at = word.indexOf("@");
  const dot = word.indexOf(".", at + 2);
  return at > 0 && dot > 0 && dot < word.length - 1;
}

/** Share of common terms between two term sets, 0 to 1 (overlap coefficient). */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0;
  let common = 0;
  for (const term of small) if (large.has(term)) common++;
  return common / small.size;
}
