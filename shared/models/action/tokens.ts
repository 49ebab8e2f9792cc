/**
 * Splits a sentence of a mail or a chat message into lower-case tokens, and folds everything whose
 * exact spelling cannot matter (links, addresses, amounts, times, user mentions, code) into one
 * upper-case placeholder each, so that a classifier sees what kind of thing stands there.
 */

/** Longest text looked at, in UTF-16 units. A sentence this long has shown its intent before. */
export const MAX_LENGTH = 600;

/** Most tokens looked at; bounds the cost of a text made of one-letter words. */
export const MAX_TOKENS = 100;

/** Case and punctuation facts that lower-casing would lose. */
export interface Sentence {
  /** Lower-case words, single punctuation marks and upper-case placeholders, in order. */
  readonly tokens: readonly string[];
  /** For each token: whether it was written with a leading capital. */
  readonly capital: readonly boolean[];
  /** Share of letters that are capitals, 0 to 1. */
  readonly capitals: number;
}

/** UTF-8 read as Latin-1 or Windows-1252, as old mail archives have it, beside typographic quotes. */
const APOSTROPHE =
  /\u00e2(?:\u0080[\u0098\u0099]|\u20ac[\u02dc\u2122])|(?<=[a-z])[\u2018\u2019\u0091\u0092\u00b4`](?=[a-z])/gi;
const ENTITY = /&(?:quot|amp|lt|gt|nbsp|[lr][ds]quo|#\d{1,5});/gi;
const MOJIBAKE = /\u00e2(?:[\u0080-\u00bf]{2}|\u20ac.)|[\u0080-\u009f\u00c2\ufffd]/g;

const TOKEN = new RegExp(
  [
    "```[^]*?(?:```|$)|`[^`]*`", // code
    "<[@!][^>\\s]*>|@\\w+", // mentions
    "[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+|<?(?:https?:|mailto:|www\\.)[^\\s>]*>?|\\$link|\\b\\w[\\w.-]*\\.(?:com|org|net|me|io)(?:/\\S*)?\\b", // links
    ":[a-z][a-z0-9_+-]+:", // emoji names
    "[$\\u00a3\\u20ac]\\s?\\d[\\d,.]*", // money
    "\\d{1,2}:\\d\\d(?:\\s?[ap]\\.?m\\b)?|\\d{1,2}\\s?[ap]\\.?m\\b", // clock times
    "\\(?\\d{3}\\)?[ ./-]?\\d{3}[ .-]\\d{4}", // telephone numbers
    "\\d[\\d,./-]*%?", // numbers
    "[\\p{L}]+(?:'[\\p{L}]+)*", // words
    '[?!]+|\\.{2,}|[,;:"()*#>-]', // punctuation
  ].map((part) => `(${part})`).join("|"),
  "giu",
);

const PLACEHOLDERS = ["CODE", "MENTION", "LINK", "EMOJI", "MONEY", "TIME", "PHONE", "NUM"];

/** Spellings folded to one form; a value may be several tokens. */
const SPELLINGS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "pls": "please",
    "plz": "please",
    "plse": "please",
    "pleas": "please",
    "u": "you",
    "ya": "you",
    "y'all": "you all",
    "yall": "you all",
    "ur": "your",
    "r": "are",
    "thx": "thanks",
    "thanx": "thanks",
    "ty": "thanks",
    "wanna": "want to",
    "gonna": "going to",
    "gotta": "got to",
    "lemme": "let me",
    "gimme": "give me",
    "lets": "let's",
    "i'd": "i would",
    "i'll": "i will",
    "i'm": "i am",
    "im": "i am",
    "i've": "i have",
    "you'd": "you would",
    "you'll": "you will",
    "you're": "you are",
    "you've": "you have",
    "we'd": "we would",
    "we'll": "we will",
    "we're": "we are",
    "we've": "we have",
    "they're": "they are",
    "they'll": "they will",
    "they've": "they have",
    "he's": "he is",
    "she's": "she is",
    "it's": "it is",
    "that's": "that is",
    "there's": "there is",
    "here's": "here is",
    "what's": "what is",
    "where's": "where is",
    "who's": "who is",
    "how's": "how is",
    "it'll": "it will",
    "it'd": "it would",
    "that'd": "that would",
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "don't": "do not",
    "dont": "do not",
    "doesn't": "does not",
    "didn't": "did not",
    "isn't": "is not",
    "aren't": "are not",
    "wasn't": "was not",
    "haven't": "have not",
    "hasn't": "has not",
    "couldn't": "could not",
    "wouldn't": "would not",
    "shouldn't": "should not",
    "e-mail": "email",
    "kindly": "please",
    "lmk": "let me know",

    "mtg": "meeting",
    "tmrw": "tomorrow",
    "tommorrow": "tomorrow",
    "tommorow": "tomorrow",
    "tomorow": "tomorrow",
    "tonite": "tonight",
    "nite": "night",
    "info": "information",
    "hi": "hi",
    "hey": "hi",
    "hello": "hi",
  }).map(([from, to]) => [from, to.split(" ")]),
);

/** Tokenises one sentence. Total: any string gives a result, an empty one no tokens. */
export function tokenize(text: string): Sentence {
  // Blanks are folded before the cut, so that indentation never decides what is read.
  const short = text.slice(0, 20 * MAX_LENGTH).replace(/\s+/g, " ").trim().slice(0, MAX_LENGTH);
  const clean = short.replace(APOSTROPHE, "'").replace(ENTITY, " ")
    .replace(MOJIBAKE, " ").replace(/\be-?:?mail/gi, "email");
  const tokens: string[] = [];
  const capital: boolean[] = [];
  let upper = 0;
  let letters = 0;
  for (const match of clean.matchAll(TOKEN)) {
    if (tokens.length >= MAX_TOKENS) break;
    const raw = match[0];
    let kind = 1;
    while (kind < 10 && match[kind] === undefined) kind++;
    const placeholder = PLACEHOLDERS[kind - 1];
    if (placeholder !== undefined) {
      tokens.push(placeholder);
      capital.push(false);
      continue;
    }
    if (kind === 10) {
      tokens.push(raw.length > 1 ? (raw.includes("?") ? "?" : raw[0] === "!" ? "!" : "...") : raw);
      capital.push(false);
      continue;
    }
    const word = raw.toLowerCase();
    const isCapital = raw[0] !== word[0];
    letters += raw.length;
    for (let i = 0; i < raw.length; i++) if (raw[i] !== word[i]) upper++;
    const spelled = SPELLINGS.get(word);
    if (spelled === undefined) {
      tokens.push(word);
      capital.push(isCapital);
    } else {
      for (const part of spelled) {
        tokens.push(part);
        capital.push(isCapital);
      }
    }
  }
  return { tokens, capital, capitals: letters === 0 ? 0 : upper / letters };
}
