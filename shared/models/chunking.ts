/** Tokens in one chunk, and how many of them the next chunk repeats. */
export interface ChunkSize {
  tokens: number;
  overlap: number;
}

export const defaultChunkSize: ChunkSize = { tokens: 400, overlap: 50 };

/** The most tokens that one character has: a token has at least a byte of UTF-8. */
const tokensOfCharacter = 4;
/** Tokens of a chunk have this many UTF-16 units at most on average; words have about four. */
const unitsOfToken = 16;
/** UTF-16 units that are tokenised at once: a word takes the tokeniser its length squared. */
const unitsAtOnce = 1000;

/** A place between two characters: how many tokens and UTF-16 units stand before it. */
interface Cut {
  tokens: number;
  at: number;
}

/**
 * Cuts `text` into chunks of at most `size.tokens` cl100k tokens (those of text-embedding-ada-002),
 * each beginning with about the last `size.overlap` tokens of the one before. Chunks are parts of
 * the text, cut between characters, without white space around them. Blank text gives no chunk.
 * It takes time in proportion to the chunks it returns, however long the text is.
 *
 * @param most chunks returned: the text beyond them is left out
 * @throws {RangeError} when a chunk might not hold one character, or not get beyond its overlap
 */
export async function chunkText(
  text: string,
  size: ChunkSize = defaultChunkSize,
  most = Infinity,
): Promise<string[]> {
  if (size.overlap < 0 || size.tokens <= size.overlap || size.tokens < tokensOfCharacter) {
    throw new RangeError(
      `size.overlap must be at least 0 and below size.tokens, and that at least ${tokensOfCharacter}`,
    );
  }
  // No chunk gets beyond so many units, and what lies beyond all of them need not be looked at.
  const trimmed = firstUnits(text.trimStart(), most * size.tokens * unitsOfToken).trimEnd();
  if (!trimmed) return [];
  // A token has at least one byte, so a short text needs no tokeniser, whose tables take a while.
  if (
    trimmed.length <= size.tokens && new TextEncoder().encode(trimmed).length <= size.tokens
  ) return [trimmed];

  const { encode, decodeGenerator } = await import("gpt-tokenizer/encoding/cl100k_base");
  const tokensOf = (part: string) => encode(part, { disallowedSpecial: new Set() });
  const cuts = cutsOf(trimmed, tokensOf, decodeGenerator);
  const cut = (index: number): Cut => cuts[index] ?? { tokens: Infinity, at: trimmed.length };
  /** The last cut from `index` on that has at most so many tokens and units before it. */
  const within = (index: number, tokens: number, at = Infinity): number => {
    while (cut(index + 1).tokens <= tokens && cut(index + 1).at <= at) index++;
    return index;
  };

  const chunks: string[] = [];
  for (let first = 0;;) {
    const { tokens, at } = cut(first);
    const part = (last: number) => trimmed.slice(at, cut(last).at).trim();
    const furthest = within(first, tokens + size.tokens, at + size.tokens * unitsOfToken);
    let last = Math.max(first + 1, furthest);
    // Out of its text a part may have a token or two more than it had within.
    while (last > first + 1 && tokensOf(part(last)).length > size.tokens) last--;
    if (part(last)) chunks.push(part(last));
    if (last >= cuts.length - 1 || chunks.length >= most) return chunks;
    first = Math.max(first + 1, within(first, cut(last).tokens - size.overlap));
  }
}

/** Every place where the text may be cut, its beginning and its end among them. */
function cutsOf(
  text: string,
  encode: (part: string) => number[],
  decode: (tokens: Iterable<number>) => Iterable<string>,
): Cut[] {
  const cuts: Cut[] = [{ tokens: 0, at: 0 }];
  let tokens = 0;
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    let at = start;
    const counted = function* () {
      for (const token of encode(text.slice(start, end))) {
        tokens++;
        yield token;
      }
    };
    // Decoding as a stream gives whole characters only; slices of tokens would give halves of them.
    for (const characters of decode(counted())) {
      at += characters.length;
      cuts.push({ tokens, at });
    }
    start = end;
  }
  return cuts;
}

/** Where the piece from `start` on ends: before a space where there is one, else between characters. */
function endOfPiece(text: string, start: number): number {
  // A search for the space in the whole text would go back to its beginning, piece after piece.
  const piece = text.slice(start, start + unitsAtOnce + 1);
  if (start + unitsAtOnce >= text.length) return text.length;
  const space = piece.lastIndexOf(" ");
  return start + (space > 0 ? space : firstUnits(piece, unitsAtOnce).length);
}

/** At most `units` UTF-16 units from the beginning of `text`, with no character cut in two. */
function firstUnits(text: string, units: number): string {
  if (text.length <= units) return text;
  const first = text.slice(0, units);
  return /[\uD800-\uDBFF]$/.test(first) ? first.slice(0, -1) : first;
}
