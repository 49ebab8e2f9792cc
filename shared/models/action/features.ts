import { countKinds, facets, type Parts } from "./facets.ts";
import { combine, hashText, slot, TABLE_SIZE } from "./hash.ts";
import { classOf, isAskVerb } from "./lexicon.ts";
import { type Sentence, tokenize } from "./tokens.ts";

/** Words that may stand before the sentence proper: "Hi", "also", "thanks". */
const OPENERS = new Set(
  ("also and but so then or well ok okay hi dear yes no thanks now anyway again however otherwise " +
    "therefore btw fyi just great guys all folks team").split(" "),
);

const SKIPPED = new Set(', ; : " ( ) * # > - ... ! MENTION EMOJI'.split(" "));
const AFTER_NAME = new Set([",", ":", "-", "!"]);
const CLAUSE_START = new Set([",", ";", ":", "-", "...", "and", "but", "so", "then", "or"]);

/**
 * Where the sentence proper starts: "Hi Mira, could you…" and "<@U1> also, could you…" ask with
 * their fourth or fifth token, and what stands there decides more than any other position.
 */
export function bodyStart({ tokens, capital }: Sentence): number {
  let at = 0;
  for (let round = 0; round < 3; round++) {
    const before = at;
    while (SKIPPED.has(tokens[at] ?? "")) at++;
    at = afterName(tokens, capital, at);
    while (at < tokens.length - 1 && OPENERS.has(tokens[at] ?? "")) at++;
    if (at === before) break;
  }
  return at < tokens.length ? at : 0;
}

/** Steps over up to three names that end in a comma or the like, or stays. */
function afterName(tokens: readonly string[], capital: readonly boolean[], at: number): number {
  for (let length = 1; length <= 3; length++) {
    const word = tokens[at + length - 1] ?? "";
    const isName = (capital[at + length - 1] ?? false) || OPENERS.has(word);
    if (!isName || isAskVerb(word)) return at;
    if (AFTER_NAME.has(tokens[at + length] ?? "") && at + length + 1 < tokens.length) {
      return at + length + 1;
    }
  }
  return at;
}

// One seed a family of features keeps equal words in different roles apart.
const BIAS = hashText("bias");
const EDGE = hashText("edge");
const WORDS = hashText("words");
const CLASSES = hashText("classes");
const SKIP = hashText("skip");
const OPENING = hashText("opening");
const OPENING_CLASSES = hashText("opening classes");
const CLAUSE = hashText("clause");
const CLAUSE_VERB = hashText("clause opens with a verb");
const END = hashText("end");
const COUNT = hashText("count");
const LENGTH = hashText("length");
const PAIR = hashText("pair");
const LENGTHS = [3, 5, 7, 9, 12, 16, 20, 26, 34];

type Add = (hash: number) => void;

// For each slot the number of the call that last added it: a set that needs no clearing. With some
// 165 features a sentence it saves about an eighth of the time that a Set takes.
const lastAdded = new Int32Array(TABLE_SIZE);
let call = 0;

/**
 * The features of one sentence as distinct slots of the hash table, in no particular order: words
 * in runs of one to three and with one left out between, word classes in runs of three and four,
 * the first words after any greeting and of each clause, counts of what matters, and all pairs of
 * facets.
 */
export function features(text: string): number[] {
  const sentence = tokenize(text);
  const { tokens, capital } = sentence;
  const count = tokens.length;
  const found: number[] = [];
  call++;
  const add: Add = (hash) => {
    const at = slot(hash);
    if (lastAdded[at] === call) return;
    lastAdded[at] = call;
    found.push(at);
  };
  add(BIAS);
  if (count === 0) return found;

  const body = bodyStart(sentence);
  const classes = tokens.map((token, i) =>
    classOf(token, capital[i] ?? false, i === 0 || i === body)
  );
  const words = [EDGE, ...tokens.map(hashText), EDGE];
  const kinds = [EDGE, ...classes.map(hashText), EDGE];
  runs(words, WORDS, 1, 3, add);
  runs(kinds, CLASSES, 3, 4, add);
  for (let i = 1; i + 2 < words.length; i++) {
    add(combine(combine(SKIP, words[i] ?? 0), words[i + 2] ?? 0));
  }
  opening(words, OPENING, body + 1, 4, add);
  opening(kinds, OPENING_CLASSES, body + 1, 5, add);
  clauses(tokens, words, add);
  add(combine(END, kinds[count] ?? 0));

  const parts: Parts = { tokens, classes, body, capitals: sentence.capitals };
  const counts = countKinds(classes);
  for (const [kind, seen] of counts) {
    for (let n = 2; n <= 4 && n <= seen; n++) add(combine(combine(COUNT, hashText(kind)), n));
  }
  for (const length of LENGTHS) if (count > length) add(combine(LENGTH, length));
  pairs(facets(parts, counts), add);
  return found;
}

/** Every run of `from` to `to` neighbours. */
function runs(hashes: readonly number[], seed: number, from: number, to: number, add: Add): void {
  for (let i = 0; i < hashes.length; i++) {
    let hash = seed;
    for (let n = 1; n <= to && i + n <= hashes.length; n++) {
      hash = combine(hash, hashes[i + n - 1] ?? 0);
      if (n >= from) add(hash);
    }
  }
}

/** The first one, two, … `most` from a position. */
function opening(
  hashes: readonly number[],
  seed: number,
  at: number,
  most: number,
  add: Add,
): void {
  let hash = seed;
  for (let n = 0; n < most && at + n < hashes.length - 1; n++) {
    hash = combine(hash, hashes[at + n] ?? 0);
    add(hash);
  }
}

/** The first one and two words of every clause but the first: "If it is late, call me". */
function clauses(tokens: readonly string[], words: readonly number[], add: Add): void {
  for (let i = 1; i < tokens.length; i++) {
    if (!CLAUSE_START.has(tokens[i - 1] ?? "")) continue;
    const one = combine(CLAUSE, words[i + 1] ?? 0);
    add(one);
    add(combine(one, words[i + 2] ?? 0));
    if (isAskVerb(tokens[i] ?? "")) add(CLAUSE_VERB);
  }
}

/** Every facet alone and with every later one. */
function pairs(whole: readonly number[], add: Add): void {
  for (let i = 0; i < whole.length; i++) {
    const first = combine(PAIR, whole[i] ?? 0);
    for (let j = i; j < whole.length; j++) add(combine(first, whole[j] ?? 0));
  }
}
