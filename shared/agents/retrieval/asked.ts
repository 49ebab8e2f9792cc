import { cutText } from "../../models/extractive/cut.ts";
import { isLight, synonymsOf } from "../../models/extractive/synonyms.ts";
import { wordListOf } from "../../models/extractive/words.ts";

/** Different words of a question that count; a longer one is a text, and its beginning says enough. */
const maxAsked = 64;
/** What a word counts that says little of what a question is about, and what a name does. */
const lightWeight = 0.35;
const nameWeight = 1.5;

/**
 * A question for news of something, in English, German, French, Spanish, Portuguese, Dutch, Italian and
 * Swedish: whatever is said of that thing answers it, in whatever words.
 */
const newsOf = new RegExp(
  String.raw`^\W*(?:(?:${
    [
      "(?:are|is) there|do we have|(?:have|do) you|got|what(?:['’]?s| are| is)|any|the|some|latest|last|minute|recent|new|late|big",
      "gibt es|gibt's|was|sind|irgendwelche|die|das|neue|neuesten?|letzten?|kurzfristigen?",
      "y a-t-il|il y a|quelles?|quoi|de|du|des|les|dernieres?|dernières?",
      "hay|alguna?|algun|algún|qué|que|las|los|últimas|ultimas|últimos",
      "há|ha|alguma?|algum|as|os|últimos",
      "is er|zijn er|nog|het|de|laatste|nieuwe",
      "ci sono|c'è|le|gli|ultime|ultimi",
      "finns det|nagra|några|senaste",
    ].join("|")
  })\s+){0,6}(?:changes?|updates?|news|progress|developments?|word|änderung(?:en)?|neuigkeit(?:en)?|neues|fortschritte?|nouvelles?|nouveaut[eé]s?|nouveau|changements?|novedad(?:es)?|noticias?|cambios?|novidades?|not[ií]cias?|mudan[cç]as?|nieuws|wijziging(?:en)?|novit[aà]|notizie|cambiament[oi]|modifiche|nyheter|nytt|[aä]ndring(?:ar)?)\s(?:to|on|about|with|of|in|for|from|regarding|concerning|an|am|zu[mr]?|bei[m]?|von|vom|über|sur|de|du|des|del?|dell[ae]|sull[ae]|su|sobre|do|da|dos|das|em|n[oa]|en|over|van|bij|rond|om|på|i|till)\s`,
  "iu",
);
/** UTF-16 units from the beginning in which a question says that it is for news. */
const opening = 160;

/** What a question is about, without the words by which it asks for news. */
function topicOf(question: string): string {
  const match = newsOf.exec(question.slice(0, opening));
  const topic = match ? question.slice(match.index + match[0].length) : "";
  return wordListOf(topic.slice(0, opening)).length > 0 ? topic : question;
}

/** The words of a question, by their stems, and what else stands for them in a text. */
export class Asked {
  readonly words: readonly string[];
  readonly #names: ReadonlySet<string>;
  readonly #standFor = new Map<string, Set<string>>();

  constructor(question: string) {
    const list = wordListOf(topicOf(cutText(question, 4000)));
    this.words = [...new Set(list.map(({ stem }) => stem))].slice(0, maxAsked);
    this.#names = new Set(list.filter(({ name }) => name).map(({ stem }) => stem));
    for (const word of this.words) {
      for (const form of [word, ...synonymsOf(word)]) this.#add(form, word);
    }
    // "stack overflow" may be written "stackoverflow".
    for (const [index, word] of this.words.entries()) {
      const next = this.words[index + 1];
      if (next !== undefined) { for (const part of [word, next]) this.#add(word + next, part); }
    }
  }

  /** Those of the words that a text says. */
  in(text: ReadonlySet<string>): Set<string> {
    const said = new Set<string>();
    for (const [form, words] of this.#standFor) {
      if (text.has(form)) { for (const word of words) said.add(word); }
    }
    return said;
  }

  /** How much each word counts among these texts: by its rarity, and most where none says it. */
  weights(texts: readonly ReadonlySet<string>[]): Map<string, number> {
    return new Map(this.words.map((word) => {
      const uses = texts.filter((said) => said.has(word)).length;
      const rarity = Math.log(1 + (texts.length + 1) / (uses + 1));
      const kind = this.#names.has(word) ? nameWeight : isLight(word) ? lightWeight : 1;
      return [word, rarity * kind];
    }));
  }

  #add(form: string, word: string): void {
    this.#standFor.set(form, (this.#standFor.get(form) ?? new Set()).add(word));
  }
}
