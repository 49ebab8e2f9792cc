import { CUES } from "./cues.ts";
import { hashText } from "./hash.ts";
import { isAskVerb } from "./lexicon.ts";

/** What a sentence has been taken apart into. */
export interface Parts {
  readonly tokens: readonly string[];
  /** The class of each token. */
  readonly classes: readonly string[];
  /** Index of the first token after any greeting or name. */
  readonly body: number;
  /** Share of capitals among letters. */
  readonly capitals: number;
}

/** Kinds of token worth counting, by token class. */
const KIND_OF: ReadonlyMap<string, string> = new Map(Object.entries({
  BULK: "bulk",
  OFFER: "bulk",
  you: "you",
  your: "you",
  i: "me",
  me: "me",
  my: "me",
  us: "us",
  we: "us",
  our: "us",
  MEET: "meet",
  DAY: "when",
  WHEN: "when",
  TIME: "when",
  DOC: "doc",
  TOLD: "told",
  "-ed": "told",
  NAME: "name",
  LINK: "link",
  CODE: "code",
  ASK: "ask",
  PHONE: "number",
  MONEY: "number",
}));

/** How many tokens of each kind there are. */
export function countKinds(classes: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of classes) {
    const kind = KIND_OF.get(name);
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

const seeds = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name) => [name, hashText(`facet ${name}`)]));

const HAS = seeds([...new Set(KIND_OF.values())]);
const FACET = seeds([
  "please",
  "opens with a verb",
  "question",
  "if",
  "several bulk words",
  "greeting",
  "i or we",
  "long",
  "short",
  "exclamation",
  "no full stop",
  "some capitals",
]);
const CUE_HASHES = CUES.map(([name]) => hashText(`cue ${name}`));

/**
 * The hashes of what is true of the whole sentence, always in the same order: its cues, which kinds
 * of word it has, and its form. Each is weak alone ("please" opens a favour and a mailing footer
 * alike), so the classifier looks at them in pairs.
 */
export function facets(parts: Parts, counts: ReadonlyMap<string, number>): number[] {
  const { tokens, body } = parts;
  const found: number[] = [];
  const add = (name: string, holds: boolean) => {
    const hash = FACET.get(name);
    if (holds && hash !== undefined) found.push(hash);
  };
  const first = tokens[body] ?? "";
  const last = tokens[tokens.length - 1] ?? "";
  add("please", tokens.includes("please"));
  add("opens with a verb", isAskVerb(first));
  add("question", tokens.includes("?"));
  add("if", first === "if");
  add("several bulk words", (counts.get("bulk") ?? 0) > 1);
  add("greeting", body > 0);
  add("i or we", first === "i" || first === "we");
  add("long", tokens.length > 20);
  add("short", tokens.length < 8);
  add("exclamation", tokens.includes("!"));
  add("no full stop", !/[?!:;,]|\.\.\./.test(last));
  add("some capitals", tokens.length > 3 && parts.capitals > 0.15);
  for (const [kind, hash] of HAS) if (counts.has(kind)) found.push(hash);
  const inBody = tokens.slice(body).join(" ");
  CUES.forEach(([, pattern], i) => {
    if (pattern.test(inBody)) found.push(CUE_HASHES[i] ?? 0);
  });
  return found;
}
