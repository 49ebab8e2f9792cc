/**
 * Whether what a model says stands in what it cites. A statement is held against its own events and
 * nothing else: numbers, sums, addresses, names and quotations word for word, the rest by the share
 * of its words that are theirs. What fails is told to the model in words that it can mend it by.
 */
import { withoutInstructions } from "../../models/instructions.ts";
import type { Evidence } from "../../models/language_model.ts";
import { findDeadline } from "../time/due_time.ts";
import { parseTimeWindow } from "../time/time_window.ts";
import {
  addressesIn,
  hasMarkup,
  namesIn,
  type NumberFact,
  numbersIn,
  quotationsIn,
} from "./facts.ts";
import { beginningOf, fold, reportingStems, stemsOf } from "./words.ts";

/** From this share of words on that no event has, a statement is somebody else's. */
const maxForeign = 1 / 3;
/** A word at the beginning of a sentence may be a name. */
const nameWeight = 2;

/** What a statement may rest on besides what it cites. */
export interface Known {
  /** The person's own words, which may be said back. */
  prompt: string;
  /** IANA name; days are told on the person's clock. */
  timezone: string;
  /** Numbers that were counted, not written. */
  counted?: readonly number[];
}

/** The events of one answer, each taken apart when it is first cited. */
export class Grounding {
  readonly #items: ReadonlyMap<string, Evidence>;
  readonly #ground = new Map<string, Ground>();
  readonly #prompt: Ground;

  constructor(items: readonly Evidence[], private readonly known: Known) {
    this.#items = new Map(withoutInstructions(items).map((item) => [item.id, item]));
    this.#prompt = new Ground();
    this.#prompt.add(known.prompt);
    for (const count of known.counted ?? []) this.#prompt.numbers.add(String(count));
  }

  /**
   * What a text says that the events `ids` do not: at most a few faults, in words for the model.
   *
   * @param name how the model knows the text: "highlight 2", "overview"
   */
  faults(name: string, text: string, ids: readonly string[]): string[] {
    const grounds = [this.#prompt, ...ids.flatMap((id) => this.#of(id) ?? [])];
    const own = grounds.slice(1);
    const faults: string[] = [];
    const missing = (kind: string, found: readonly string[]) => {
      if (found.length === 0) return;
      const named = [...new Set(found)].slice(0, 3).map((word) => `"${word.slice(0, 60)}"`);
      faults.push(`the ${name} has ${kind} that its events do not have: ${named.join(", ")}`);
    };
    if (hasMarkup(text)) faults.push(`the ${name} has markup; write plain text`);
    missing(
      "an address",
      addressesIn(text).filter((address) => !own.some((ground) => ground.raw.includes(address))),
    );
    const count = String(ids.length);
    missing(
      "a number",
      numbersIn(text).filter((fact) =>
        fact.whole !== count && !grounds.some((ground) => ground.hasNumber(fact))
      ).map((fact) => fact.text),
    );
    const germanic = own.some((ground) => ground.nouns);
    missing(
      "a name",
      namesIn(text, germanic).filter(({ folded }) =>
        !grounds.some((ground) => ground.hasWord(folded)) && !ourNames.has(folded)
      ).map((fact) => fact.text),
    );
    missing(
      "a quotation",
      quotationsIn(text).filter((words) => {
        const told = plain(words);
        return !own.some((ground) => ground.raw.includes(told));
      }),
    );
    const foreign = foreignShare(text, grounds);
    if (foreign.share >= maxForeign) missing("words", foreign.words);
    return faults;
  }

  /** The words of `texts` that any of the evidence has: for labels, which cite nothing. */
  supported(texts: readonly string[]): string[] {
    const grounds = [...this.#items.keys()].flatMap((id) => this.#of(id) ?? []);
    return texts.filter((text) => {
      const stems = stemsOf(text);
      return stems.length > 0 &&
        stems.every((stem) => grounds.some((ground) => ground.beginnings.has(beginningOf(stem))));
    });
  }

  #of(id: string): Ground | null {
    const before = this.#ground.get(id);
    if (before) return before;
    const item = this.#items.get(id);
    if (!item) return null;
    const ground = groundOf(item, this.known.timezone);
    this.#ground.set(id, ground);
    return ground;
  }
}

/** Names of ours, not of theirs. */
const ourNames = new Set(["slack", "telegram", "outlook", "am", "pm", "utc", "ok"]);

/** What can be taken from a text. */
class Ground {
  raw = "";
  /** Whether its language writes every noun with a capital letter. */
  nouns = false;
  readonly numbers = new Set<string>();
  readonly currencies = new Set<string>();
  readonly words = new Set<string>();
  readonly beginnings = new Set<string>();

  /** A text whose every word may be said. */
  add(text: string): void {
    this.raw += `\n${plain(text)}`;
    this.nouns ||= /\b(?:der|die|das|und|nicht|ist|ein|eine|mit|für)\b/i.test(text);
    for (const { whole, parts, hour, currency } of numbersIn(text)) {
      for (const number of [whole, ...parts, ...(hour === null ? [] : [hour])]) {
        this.numbers.add(number);
      }
      if (currency !== null) this.currencies.add(currency);
    }
    this.name(text);
    for (const stem of stemsOf(text)) this.beginnings.add(beginningOf(stem));
    for (const word of this.words) {
      const digits = numberWords[word];
      if (digits !== undefined) this.numbers.add(digits);
    }
  }

  /** A text of which only the names may be said: nobody vouches for what else is in it. */
  name(text: string): void {
    for (const word of fold(text).match(/[\p{L}][\p{L}\p{N}]*/gu) ?? []) this.words.add(word);
  }

  hasNumber({ whole, parts, hour, currency }: NumberFact): boolean {
    if (currency !== null && !this.currencies.has(currency)) return false;
    if (this.numbers.has(whole)) return true;
    const [first, ...others] = parts;
    return first !== undefined &&
      (this.numbers.has(first) || (hour !== null && this.numbers.has(hour))) &&
      others.every((part) => this.numbers.has(part) || (part === "0" && hour !== null));
  }

  hasWord(folded: string): boolean {
    return this.words.has(folded) ||
      folded.split(/['’-]/).every((part) => this.words.has(part));
  }
}

const numberWords: Readonly<Record<string, string>> = {
  one: "1",
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  seven: "7",
  eight: "8",
  nine: "9",
  ten: "10",
  eleven: "11",
  twelve: "12",
  twenty: "20",
};

function groundOf(item: Evidence, timezone: string): Ground {
  const ground = new Ground();
  ground.add(item.text);
  // A chat's title is made of names that their bearers choose; a subject was written like the text.
  const subject = item.source === "slack" || item.source === "telegram" ? null : item.title;
  if (subject !== null) ground.add(subject);
  for (const name of [item.title, item.author, item.place]) if (name !== null) ground.name(name);
  const written = new Date(item.occurredAt);
  const times = [written, ...timesIn(item.text.slice(0, 2000), written, timezone)];
  for (const time of times) ground.add(spelled(time, timezone));
  return ground;
}

/** The instants that a text means by "tomorrow" or "in two days". */
function timesIn(text: string, written: Date, timezone: string): Date[] {
  const windows = (["past", "future"] as const)
    .map((direction) => parseTimeWindow(text, written, timezone, direction));
  const due = findDeadline(text, written, timezone)?.due;
  return [
    ...windows.flatMap((window) => window ? [window.start] : []),
    ...(due ? [due, new Date(due.getTime() - 1)] : []),
  ];
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** "Thursday 19 March 2026 09:30" */
function spelled(time: Date, timezone: string): string {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: timezone,
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timezone, format);
  }
  const month = time.toISOString().slice(5, 7);
  return `${format.format(time)} ${month}`;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[’‘]/g, "'").replace(/\s+/g, " ").trim();
}

/** The share of the words of a text that none of the grounds has, and these words. */
function foreignShare(
  text: string,
  grounds: readonly Ground[],
): { share: number; words: string[] } {
  let total = 0;
  let foreign = 0;
  const words: string[] = [];
  for (const sentence of text.split(/(?<=[.!?])\s+|\n/)) {
    const first = fold(sentence.match(/\p{L}[\p{L}\p{M}\p{N}]*/u)?.[0] ?? "");
    const capital = /^\P{L}*\p{Lu}/u.test(sentence);
    for (const stem of stemsOf(sentence)) {
      const beginning = beginningOf(stem);
      const weight = capital && first.startsWith(stem) ? nameWeight : 1;
      if (reportingStems.has(beginning)) continue;
      total += weight;
      if (grounds.some((ground) => ground.beginnings.has(beginning) || ground.words.has(stem))) {
        continue;
      }
      foreign += weight;
      words.push(stem);
    }
  }
  return { share: total === 0 ? 0 : foreign / total, words };
}
