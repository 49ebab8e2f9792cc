import type { Language, Meaning, Role } from "./language.ts";
import type { RawToken } from "./tokens.ts";
import { type Wall, wallTime } from "./wall_clock.ts";

/** A word, phrase, number or sign with what it can mean in one language. */
export interface Token extends RawToken {
  meaning: Meaning;
  /** How many words and signs it is made of. */
  pieces: number;
}

/** Where a day or time that was left open lies: windows read back, deadlines look ahead. */
export type Direction = "past" | "future";

const nothing: Meaning = {};
/** Digits, "Q1", "YTD", "EOM". */
const abbreviation = /^(?:\d.*|[qt]|[wmqy]td|eo[mqy])$/s;

/** The tokens of a text in one language, and the clock they are read by. */
export class Reader {
  readonly #found = new Map<string, ({ value: unknown } | undefined)[]>();
  /** How often a token was looked at: the work that reading the text took. */
  looks = 0;
  /** What the person's clock shows now. */
  readonly here: Wall;

  constructor(
    readonly text: string,
    readonly language: Language,
    readonly now: Date,
    readonly timezone: string,
    readonly direction: Direction,
    readonly tokens: Token[],
  ) {
    this.here = wallTime(now, timezone);
  }

  /**
   * What `read` finds at a place, found once: rules look at the same place again and again, and
   * without this some texts would take work that grows faster than they do.
   */
  once<Value>(rule: string, index: number, read: () => Value): Value {
    let known = this.#found.get(rule);
    if (!known) this.#found.set(rule, known = []);
    const before = known[index] as { value: Value } | undefined;
    if (before) return before.value;
    const value = read();
    known[index] = { value };
    return value;
  }

  /** Whether an expression can begin here. */
  begins(index: number): boolean {
    const token = this.tokens[index];
    return token !== undefined && (token.meaning !== nothing || abbreviation.test(token.lower));
  }

  /** The same reader over other tokens. */
  with(tokens: Token[]): Reader {
    return new Reader(this.text, this.language, this.now, this.timezone, this.direction, tokens);
  }

  get past(): boolean {
    return this.direction === "past";
  }

  meaning(index: number): Meaning {
    this.looks++;
    return this.tokens[index]?.meaning ?? nothing;
  }

  lower(index: number): string {
    this.looks++;
    return this.tokens[index]?.lower ?? "";
  }

  has(index: number, ...roles: Role[]): boolean {
    const known = this.meaning(index).roles;
    return known !== undefined && roles.some((role) => known.includes(role));
  }

  /** Digits at this place; null where there are none or more than four. */
  digits(index: number): number | null {
    const text = this.lower(index);
    return /^\d{1,4}$/.test(text) ? Number(text) : null;
  }

  /** No white space before this token. */
  glued(index: number): boolean {
    return this.tokens[index]?.glued ?? false;
  }

  /** The next place behind articles, at most two. */
  skip(index: number): number {
    let at = index;
    while (at < index + 2 && this.has(at, "the") && this.meaning(at).which === undefined) at++;
    return at;
  }

  /** Words and signs that the tokens from `from` to before `to` are made of. */
  covered(from: number, to: number): number {
    return this.tokens.slice(from, to).reduce((sum, token) => sum + token.pieces, 0);
  }
}

/** The longest phrase wins at each place; the work is bounded by its length. */
export function withMeanings(raw: RawToken[], language: Language, text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < raw.length;) {
    const first = raw[at];
    if (!first) break;
    let found: { meaning: Meaning; pieces: number } = { meaning: nothing, pieces: 1 };
    let phrase = "";
    const longest = language.longest.get(first.lower) ?? 0;
    for (let count = 1; count <= longest && at + count <= raw.length; count++) {
      phrase += `${count > 1 ? " " : ""}${raw[at + count - 1]?.lower ?? ""}`;
      const meaning = language.meanings.get(phrase);
      if (meaning) found = { meaning, pieces: count };
    }
    const end = raw[at + found.pieces - 1]?.end ?? first.end;
    tokens.push({
      ...first,
      ...found,
      end,
      text: text.slice(first.index, end),
      lower: found.pieces === 1 ? first.lower : "",
    });
    at += found.pieces;
  }
  return tokens;
}
