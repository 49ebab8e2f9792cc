import { cutText } from "../../models/extractive/cut.ts";
import { isLight, synonymsOf } from "../../models/extractive/synonyms.ts";
import { wordListOf } from "../../models/extractive/words.ts";

/** Different words of a question that count; a longer one is a text, and its beginning says enough. */
const maxAsked = 64;
/** What a word counts that says little of what a question is about, and what a name does. */
const lightWeight = 0.35;
const nameWeight = 1.5;

/** The words of a question, by their stems, and what else stands for them in a text. */
export class Asked {
  readonly words: readonly string[];
  readonly #names: ReadonlySet<string>;
  readonly #standFor = new Map<string, Set<string>>();

  constructor(question: string) {
    const list = wordListOf(cutText(question, 4000));
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
