/** Control characters and those that draw nothing or turn the direction of what follows. */
const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;
/** Scripts in which a joiner or non-joiner decides how a word is written. */
const joinedScript =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Myanmar}\p{Script=Khmer}]/u;
const emojiEnd = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]/u;
const emojiStart = /\p{Extended_Pictographic}/u;

/**
 * The text as a reader sees it, on one line: without control, zero-width and bidi characters, which
 * can hide words or show them in another order. Joiners stay where they make an emoji or a word.
 */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(/\s/gu, " ")
    .replace(
      unseen,
      (character, at: number, whole: string) =>
        belongs(character, before(whole, at), after(whole, at + character.length)) ? character : "",
    )
    .split(" ").filter((word) => word !== "").join(" ");
}

/** The same of each line, without blank ones at the ends. */
export function visibleLines(text: string): string {
  return text.split(/\r\n?|[\n\u0085\u2028\u2029]/).map(visibleText).join("\n").trim();
}

function belongs(character: string, left: string, right: string): boolean {
  if (character === "\ufe0f" || character === "\ufe0e") return /[\p{Emoji}]/u.test(left);
  if (character !== "\u200d" && character !== "\u200c") return false;
  if (joinedScript.test(left) && (character === "\u200d" || joinedScript.test(right))) return true;
  return character === "\u200d" && emojiEnd.test(left) && emojiStart.test(right);
}

/** The character that ends at `at`; empty at the beginning. */
function before(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return text.slice(low >= 0xdc00 && low <= 0xdfff ? at - 2 : Math.max(0, at - 1), at);
}

function after(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? "" : String.fromCodePoint(point);
}
