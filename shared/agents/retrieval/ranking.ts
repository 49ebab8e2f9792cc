import type { Evidence } from "../../models/language_model.ts";
import { fairShare } from "../../models/extractive/budget.ts";
import { cutText } from "../../models/extractive/cut.ts";
import { sentencesOf } from "../../models/extractive/sentences.ts";
import { wordsOf } from "../../models/extractive/words.ts";
import { saidBefore } from "./conversation.ts";

/** Different words of a question that count; a longer one is a text, and its beginning says enough. */
const maxAsked = 64;

/** What a word of the question counts, by where it stands as seen from a sentence. */
const credit = {
  sentence: 1,
  message: 0.9,
  title: 0.8,
  /** In the question that this replies to, and each message further away. */
  question: 0.85,
  /** In what the same person said just before. */
  continued: 0.7,
  said: 0.4,
  further: 0.88,
};

/** A sentence with how much of the question it and what it stands in share. */
export interface Passage<T extends Evidence> {
  item: T;
  sentence: string;
  /** Its place among the sentences of its message. */
  index: number;
  sentences: readonly string[];
  words: ReadonlySet<string>;
  /** Share of the question's words by their rarity, in the sentence and around it: 0 to 1. */
  coverage: number;
  /** The same in the sentence and the other sentences of its message. */
  own: number;
  /** The question of somebody else that it replies to, where that gives it more than its own words. */
  repliesTo: T | null;
}

/** Whether a sentence asks. */
export function isQuestion(sentence: string): boolean {
  return /\?["')\]\s]*$|\?\s*(?::[\w+-]+:|\p{Extended_Pictographic})\s*$/u.test(
    sentence.slice(-60),
  );
}

/**
 * Every sentence of the items with its coverage of the question, as its words, those around it and the
 * question that it replies to share them; in no particular order. A word counts by its rarity among the
 * items, and one that none of them has counts most. Texts are read up to their share of the reading
 * budget: the cost grows with what is read alone.
 */
export function passagesOf<T extends Evidence>(
  question: string,
  items: readonly T[],
): Passage<T>[] {
  const asked = new Set([...wordsOf(cutText(question, 4000))].slice(0, maxAsked));
  const share = fairShare(items.map((item) => item.text.length));
  const read = new Map(items.map((item) => {
    const sentences = sentencesOf(cutText(item.text, share)).map((sentence) => ({
      sentence,
      words: wordsOf(sentence),
    }));
    const whole = new Set<string>();
    for (const { words } of sentences) {
      for (const word of asked) if (words.has(word)) whole.add(word);
    }
    return [item, {
      sentences,
      whole,
      title: wordsOf(cutText(item.title ?? "", 500)),
      asks: sentences.some(({ sentence }) => isQuestion(sentence)),
    }] as const;
  }));
  const rarity = raritiesOf(asked, [...read.values()]);
  const total = [...rarity.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  const before = saidBefore(items);

  return items.flatMap((item) => {
    const own = read.get(item);
    if (!own) return [];
    const around = new Map<string, number>();
    let repliesTo: T | null = null;
    let fromQuestion = 0;
    let factor = 1;
    for (const other of before.get(item) ?? []) {
      const said = read.get(other);
      if (!said) continue;
      const byOther = other.author !== item.author;
      const kind = byOther && said.asks
        ? credit.question
        : !byOther
        ? credit.continued
        : credit.said;
      let shared = 0;
      for (const word of said.whole) {
        const value = kind * factor;
        shared += (rarity.get(word) ?? 0) * value;
        around.set(word, Math.max(around.get(word) ?? 0, value));
      }
      if (byOther && said.asks && shared > fromQuestion) {
        [repliesTo, fromQuestion] = [other, shared];
      }
      factor *= credit.further;
    }
    return own.sentences.map(({ sentence, words }, index): Passage<T> => {
      let coverage = 0;
      let ownCoverage = 0;
      for (const [word, weight] of rarity) {
        const here = words.has(word)
          ? credit.sentence
          : own.whole.has(word)
          ? credit.message
          : own.title.has(word)
          ? credit.title
          : 0;
        coverage += weight * Math.max(here, around.get(word) ?? 0);
        ownCoverage += weight * (own.whole.has(word) ? here : 0);
      }
      return {
        item,
        sentence,
        index,
        sentences: own.sentences.map((each) => each.sentence),
        words,
        coverage: coverage / total,
        own: ownCoverage / total,
        repliesTo: fromQuestion > ownCoverage ? repliesTo : null,
      };
    });
  });
}

function raritiesOf(
  asked: ReadonlySet<string>,
  read: readonly { whole: ReadonlySet<string>; title: ReadonlySet<string> }[],
): Map<string, number> {
  return new Map([...asked].map((word) => {
    const uses = read.filter(({ whole, title }) => whole.has(word) || title.has(word)).length;
    return [word, Math.log(1 + (read.length + 1) / (uses + 1))];
  }));
}
