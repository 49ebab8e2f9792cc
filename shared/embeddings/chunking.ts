/** Tokens in one chunk, and how many of them the next chunk repeats. */
export interface ChunkSize {
  tokens: number;
  overlap: number;
}

export const defaultChunkSize: ChunkSize = { tokens: 400, overlap: 50 };

/** The most tokens that one character has: a token has at least a byte of UTF-8. */
const tokensOfCharacter = 4;

/** A place between two characters: how many tokens and UTF-16 units stand before it. */
interface Cut {
  tokens: number;
  at: number;
}

/**
 * Cuts `text` into chunks of at most `size.tokens` cl100k tokens (those of text-embedding-ada-002),
 * each beginning with about the last `size.overlap` tokens of the one before. Chunks are parts of
 * the text, cut between characters, without white space around them. Blank text gives no chunk.
 *
 * @throws {RangeError} when a chunk might not hold one character, or not get beyond its overlap
 */
export async function chunkText(
  text: string,
  size: ChunkSize = defaultChunkSize,
): Promise<string[]> {
  if (size.overlap < 0 || size.tokens <= size.overlap || size.tokens < tokensOfCharacter) {
    throw new RangeError(
      `size.overlap must be at least 0 and below size.tokens, and that at least ${tokensOfCharacter}`,
    );
  }
  const trimmed = text.trim();
  if (!trimmed) return [];
  // A token has at least one byte, so a short text needs no tokeniser, whose tables take a while.
  if (new TextEncoder().encode(trimmed).length <= size.tokens) return [trimmed];

  const { encode, decodeGenerator } = await import("gpt-tokenizer/encoding/cl100k_base");
  const tokensOf = (part: string) => encode(part, { disallowedSpecial: new Set() });
  const tokens = tokensOf(trimmed);
  if (tokens.length <= size.tokens) return [trimmed];
  const cuts = cutsOf(tokens, decodeGenerator);
  const end: Cut = { tokens: tokens.length, at: trimmed.length };
  const cut = (index: number): Cut => index < cuts.length - 1 ? cuts[index] ?? end : end;
  /** The last cut from `index` on that has at most so many tokens before it. */
  const within = (index: number, most: number): number => {
    while (index < cuts.length - 1 && cut(index + 1).tokens <= most) index++;
    return index;
  };

  const chunks: string[] = [];
  for (let first = 0;;) {
    const part = (last: number) => trimmed.slice(cut(first).at, cut(last).at).trim();
    let last = Math.max(first + 1, within(first, cut(first).tokens + size.tokens));
    // Out of its text a part may have a token or two more than it had within.
    while (last > first + 1 && tokensOf(part(last)).length > size.tokens) last--;
    if (part(last)) chunks.push(part(last));
    if (last >= cuts.length - 1) return chunks;
    first = Math.max(first + 1, within(first, cut(last).tokens - size.overlap));
  }
}

/** Where the text of these tokens may be cut, from its beginning to its end. */
function cutsOf(
  tokens: number[],
  decode: (tokens: Iterable<number>) => Iterable<string>,
): Cut[] {
  let read = 0;
  function* counted() {
    for (const token of tokens) {
      read++;
      yield token;
    }
  }
  const cuts: Cut[] = [{ tokens: 0, at: 0 }];
  let at = 0;
  // Decoding as a stream gives whole characters only; slices of tokens would give halves of them.
  for (const characters of decode(counted())) {
    cuts.push({ tokens: read, at: at += characters.length });
  }
  return cuts;
}
