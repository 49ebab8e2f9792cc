/** The longest text that is read; the API takes no longer prompt. */
export const longestText = 4_000;

/** So many words and signs are read; prose of the longest length has about as many. */
export const mostTokens = 800;

/** A word, a number or a sign, as it stands in the text. */
export interface RawToken {
  text: string;
  lower: string;
  index: number;
  end: number;
  /** No white space before it. */
  glued: boolean;
}

/** Each alternative begins with another kind of character and none repeats a group: linear. */
const pieces =
  /\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\d+|[\p{L}\p{M}]+|[^\s\d\p{L}\p{M}]/gu;

/** Splits a text; what lies beyond the longest text is left out. Work grows with the length. */
export function rawTokens(text: string): RawToken[] {
  const tokens: RawToken[] = [];
  let last = -1;
  for (const match of text.slice(0, longestText).matchAll(pieces)) {
    const piece = match[0];
    tokens.push({
      text: piece,
      lower: piece === "’" ? "'" : piece.normalize("NFC").toLowerCase(),
      index: match.index,
      end: match.index + piece.length,
      glued: match.index === last,
    });
    last = match.index + piece.length;
    if (tokens.length === mostTokens) break;
  }
  return tokens;
}
