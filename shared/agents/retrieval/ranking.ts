import type { Evidence } from "../../models/language_model.ts";
import { fairShare } from "../../models/extractive/budget.ts";
import { cutText } from "../../models/extractive/cut.ts";
import { sentencesOf } from "../../models/extractive/sentences.ts";
import { wordsOf } from "../../models/extractive/words.ts";
import { visibleText } from "../../models/visible_text.ts";
import { Asked } from "./asked.ts";
import { type Standing, standingsOf } from "./conversation.ts";
import { hasSought, isNamed, soughtBy } from "./sought.ts";

/** What a word of the question counts, by where it stands as seen from a sentence. */
const credit = {
  sentence: 1,
  message: 0.9,
  title: 0.8,
  /** In the question that this replies to, and each message further away. */
  question: 0.85,
  /** In what the same person said just before or says next. */
  continued: 0.7,
  said: 0.4,
  further: 0.9,
};
/** What a sentence counts that asks, or stands in a message that does; has not what is asked for. */
const factors = {
  asks: 0.55,
  besideQuestion: 0.7,
  answersAndAsks: 0.9,
  lacks: 0.8,
  program: 0.9,
  names: 1.1,
};
/** Milliseconds around a question in which its author sets it out: before it, and after. */
const settingOut = 10 * 60_000;
const goingOn = 2 * 60_000;
/** Who found it out answers the own question. */
const solved =
  /\b(?:found|fixed|solved|figured|never ?mind|nvm|nm|works?|worked|got it|turns out|i see)\b/i;
/** Blocks of code of one message that are read, and UTF-16 units of each. */
const maxBlocks = 5;
const maxBlock = 300;
/** What likeness of meaning adds at most. */
const meaningWeight = 0.1;

/** A sentence with how well it may answer. */
export interface Passage<T extends Evidence> {
  item: T;
  sentence: string;
  /** Its place among the sentences of its message. */
  index: number;
  sentences: readonly string[];
  /** What its author says next, before anybody else speaks. */
  next: T | null;
  words: ReadonlySet<string>;
  /** Share of the question's words by their rarity, in and around it, as far as it can be an answer. */
  score: number;
  /** Whether it states something of the kind that is asked for. */
  answers: boolean;
  /** The question of somebody else that it replies to, where that shares more than its own words. */
  repliesTo: T | null;
}

/** Whether a sentence asks. */
export function isQuestion(sentence: string): boolean {
  return /\?["')\]\s]*$|\?\s*(?::[\w+-]+:|\p{Extended_Pictographic})\s*$/u.test(
    sentence.slice(-60),
  );
}

interface Read {
  sentences: { sentence: string; words: ReadonlySet<string>; said: ReadonlySet<string> }[];
  /** Words of the question in all of the message, and in its title. */
  whole: ReadonlySet<string>;
  title: ReadonlySet<string>;
  asks: boolean;
  /** Whether it sets out a question: it asks, or its author does right before or after it. */
  asking: boolean;
}

/**
 * Every sentence of the items with how well it may answer: as its words, those around it and those of
 * the question that it replies to share the question's; in no particular order. Texts are read up to
 * their share of the reading budget: the cost grows with what is read alone.
 */
export function passagesOf<T extends Evidence>(
  question: string,
  items: readonly T[],
): Passage<T>[] {
  const asked = new Asked(question);
  const sought = soughtBy(question);
  const share = fairShare(items.map((item) => item.text.length));
  const read = new Map(items.map((item) => [item, readItem(item, share, asked)]));
  const weights = asked.weights(
    [...read.values()].map(({ whole, title }) => new Set([...whole, ...title])),
  );
  const total = sumOf(weights, asked.words) || 1;
  const standings = standingsOf(items);
  for (const [item, { before }] of standings) markAsking(item, before, read);

  return items.flatMap((item) => {
    const own = read.get(item);
    const standing = standings.get(item);
    if (!own || !standing) return [];
    const { around, question: repliesTo } = surroundings(item, standing, read, weights);
    const ownShare = sumOf(weights, own.whole);
    return own.sentences.map(({ sentence, words, said }, index): Passage<T> => {
      let shared = 0;
      for (const [word, weight] of weights) {
        const here = said.has(word)
          ? credit.sentence
          : own.whole.has(word)
          ? credit.message
          : own.title.has(word)
          ? credit.title
          : 0;
        shared += weight * Math.max(here, around.get(word) ?? 0);
      }
      const asks = isQuestion(sentence);
      const has = hasSought(sought, sentence, question);
      const score = (shared / total) *
          (asks
            ? factors.asks
            : own.asking
            ? (repliesTo ? factors.answersAndAsks : factors.besideQuestion)
            : 1) *
          (has ? 1 : factors.lacks) * (isNamed(sought, sentence) ? factors.names : 1) *
          (item.automated ? factors.program : 1) +
        meaningWeight * Math.max(0, item.relevance ?? 0);
      return {
        item,
        sentence,
        index,
        next: standing.next,
        sentences: own.sentences.map((each) => each.sentence),
        words,
        score,
        answers: has && !asks,
        repliesTo: repliesTo && repliesTo.shared > ownShare ? repliesTo.item : null,
      };
    });
  });
}

function readItem(item: Evidence, share: number, asked: Asked): Read {
  const text = cutText(item.text, share);
  const sentences = [...sentencesOf(text), ...codeOf(text)].map((sentence) => {
    const words = wordsOf(sentence);
    return { sentence, words, said: asked.in(words) };
  });
  const title = cutText(item.title ?? "", 500);
  const named = title.toLowerCase();
  const asks = sentences.some(({ sentence }) => isQuestion(sentence) || / \?\s/.test(sentence));
  return {
    sentences,
    whole: new Set(sentences.flatMap(({ said }) => [...said])),
    // A conversation's name runs words together: "#defnpodcast".
    title: new Set([
      ...asked.in(wordsOf(title)),
      ...asked.words.filter((word) => word.length > 3 && named.includes(word)),
    ]),
    asks,
    asking: asks,
  };
}

/** Blocks of code, each on one line: often they are what was asked for. */
function codeOf(text: string): string[] {
  return text.split("```").filter((_, index) => index % 2 === 1).slice(0, maxBlocks)
    .map((block) => visibleText(cutText(block, maxBlock))).filter((block) => block !== "");
}

/** What its author says around a question, before anybody else speaks, sets it out. */
function markAsking<T extends Evidence>(
  item: T,
  before: readonly T[],
  read: ReadonlyMap<T, Read>,
): void {
  const own = read.get(item);
  if (!own) return;
  const [last] = before;
  if (own.asks) {
    for (const other of before) {
      if (!isSame(item, other, settingOut)) break;
      const said = read.get(other);
      if (said) said.asking = true;
    }
  } else if (last && isSame(item, last, goingOn) && read.get(last)?.asking) {
    own.asking = !solved.test(item.text.slice(0, 200));
  }
}

function isSame(item: Evidence, other: Evidence, within: number): boolean {
  return item.author === other.author &&
    Date.parse(item.occurredAt) - Date.parse(other.occurredAt) <= within;
}

/** What the messages before one count for it, and the question among them that it replies to. */
function surroundings<T extends Evidence>(
  item: T,
  { before, root, next }: Standing<T>,
  read: ReadonlyMap<T, Read>,
  weights: ReadonlyMap<string, number>,
) {
  const around = new Map<string, number>();
  let question: { item: T; shared: number } | null = null;
  let factor = 1;
  /** Who asked what stands nearest: what others asked before has been gone over. */
  let asker: string | null | undefined;
  for (const other of before) {
    const said = read.get(other);
    if (!said) continue;
    const asks = other.author !== item.author && said.asks &&
      (asker === undefined || asker === other.author);
    if (asks) asker = other.author;
    const kind = asks
      ? credit.question
      : other.author === item.author
      ? credit.continued
      : credit.said;
    // However long a thread is, each reply is one to its beginning.
    const value = kind * (other === root ? Math.max(factor, credit.further) : factor);
    for (const word of said.whole) around.set(word, Math.max(around.get(word) ?? 0, value));
    const shared = sumOf(weights, said.whole) * value;
    if (asks && shared > (question?.shared ?? 0)) question = { item: other, shared };
    factor *= credit.further;
  }
  for (const word of (next && read.get(next)?.whole) ?? []) {
    around.set(word, Math.max(around.get(word) ?? 0, credit.continued));
  }
  return { around, question };
}

function sumOf(weights: ReadonlyMap<string, number>, words: Iterable<string>): number {
  let sum = 0;
  for (const word of words) sum += weights.get(word) ?? 0;
  return sum;
}
