/** The longest prompt that is read for names, in UTF-16 code units, and its most words. */
const longest = 4000;
const mostTokens = 800;

/** A word of a prompt that may be part of a name. */
export interface NameToken {
  /** As it stands there, without what follows it: "@Mira" of "@Mira's", "#dev-ops" of "#dev-ops,". */
  text: string;
  /** Lower case, without accents. */
  folded: string;
  possessive: boolean;
  /** Whether a sign between it and the word before ends a phrase: "with Mira, Jonas said". */
  breaks: boolean;
}

const pieces =
  /([#@]?[\p{L}\p{N}][\p{L}\p{N}\p{M}_./-]*)(['’]s?(?![\p{L}\p{N}]))?|[^\s\p{L}\p{N}]/gu;

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The words of a text with their case; work grows with its length, of which 4,000 characters are read. */
export function nameTokens(text: string): NameToken[] {
  const tokens: NameToken[] = [];
  let breaks = true;
  for (const [sign, piece, possessive] of text.slice(0, longest).matchAll(pieces)) {
    if (piece === undefined) {
      breaks ||= /^[,;:.!?¿¡()\n]$/.test(sign);
      continue;
    }
    const word = trimmed(piece);
    tokens.push({
      text: word,
      folded: fold(word),
      possessive: possessive !== undefined,
      breaks,
    });
    breaks = word.length < piece.length && piece.endsWith(".");
    if (tokens.length === mostTokens) break;
  }
  return tokens;
}

/** Without the signs at its end; a loop, since an expression would try again from each of them. */
function trimmed(piece: string): string {
  let end = piece.length;
  while (end > 1 && /[./-]/.test(piece[end - 1] ?? "")) end--;
  return piece.slice(0, end);
}

/** Whether two names differ by no more than case and accents. */
export function sameName(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

/** The words of a name as they are compared: "direct message (Mira Sand)" has four. */
export function nameWords(name: string): string[] {
  return nameTokens(name).map((token) => token.folded);
}
