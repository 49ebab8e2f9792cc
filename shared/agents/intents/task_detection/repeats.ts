import type { Evidence } from "../../../models/language_model.ts";

const filler = new Set(
  "please pls kindly reminder again just hi hey hello dear the a an to me us can could would will you i we it this that of for"
    .split(" "),
);
/** How many earlier requests of one person are compared with the next. */
const compared = 60;
/** Words in common from which two requests are one. */
const alike = 0.8;

interface Asked {
  item: Evidence;
  sentence: string;
}

/** The same request in two places, or asked again, once: the first one with all that repeat it. */
export function mergeRepeats<T extends Asked>(asked: readonly T[]): { first: T; all: T[] }[] {
  const groups: { first: T; all: T[]; words: Set<string> }[] = [];
  const byAuthor = new Map<string, typeof groups>();
  for (const request of asked) {
    const words = wordsOf(request.sentence);
    const author = firstWord(request.item.author ?? "");
    const known = byAuthor.get(author) ?? [];
    const same = known.slice(-compared).find((group) =>
      sameWords(group.words, words) || asksAgain(request, group.first)
    );
    if (same) {
      same.all.push(request);
      continue;
    }
    const group = { first: request, all: [request], words };
    groups.push(group);
    known.push(group);
    byAuthor.set(author, known);
  }
  return groups.map(({ first, all }) => ({ first, all }));
}

/** "It did not arrive, can you send it again?" in the thread of what was asked. */
const goesBack =
  /\b(?:it|them|one|that|this)\b[^.]{0,60}\b(?:again|yet|still)\b|\bstill\b[^.]{0,60}\b(?:it|them)\b/i;

function asksAgain({ item, sentence }: Asked, { item: first }: Asked): boolean {
  return item.threadId !== null && item.threadId === first.threadId && goesBack.test(sentence);
}

function wordsOf(sentence: string): Set<string> {
  const plain = sentence.toLowerCase().replace(/@[\p{L}\p{M}'-]+/gu, " ");
  return new Set((plain.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !filler.has(word)));
}

/** Numbers tell requests apart however many words they share: "ticket 88", "ticket 89". */
function sameWords(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  let common = 0;
  for (const word of a) {
    if (b.has(word)) common++;
    else if (/\p{N}/u.test(word)) return false;
  }
  for (const word of b) if (/\p{N}/u.test(word) && !a.has(word)) return false;
  return common > 0 && common / (a.size + b.size - common) >= alike;
}

function firstWord(name: string): string {
  return name.trim().split(" ")[0]?.toLowerCase() ?? "";
}
