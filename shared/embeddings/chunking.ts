/** Tokens in one chunk, and how many of them the next chunk repeats. */
export interface ChunkSize {
  tokens: number;
  overlap: number;
}

export const defaultChunkSize: ChunkSize = { tokens: 400, overlap: 50 };

/**
 * Cuts `text` into chunks of at most `size.tokens` cl100k tokens (those of text-embedding-ada-002),
 * each beginning with the last `size.overlap` tokens of the one before. Blank text gives no chunk.
 */
export async function chunkText(
  text: string,
  size: ChunkSize = defaultChunkSize,
): Promise<string[]> {
  if (size.overlap < 0 || size.tokens <= size.overlap) {
    throw new RangeError("size.overlap must be at least 0 and below size.tokens");
  }
  const trimmed = text.trim();
  if (!trimmed) return [];
  // A token has at least one byte, so a short text needs no tokeniser, whose tables take a while.
  if (new TextEncoder().encode(trimmed).length <= size.tokens) return [trimmed];

  const { encode, decode } = await import("gpt-tokenizer/encoding/cl100k_base");
  const tokens = encode(trimmed, { disallowedSpecial: new Set() });
  if (tokens.length <= size.tokens) return [trimmed];
  const chunks: string[] = [];
  for (let start = 0;; start += size.tokens - size.overlap) {
    // A cut inside a character leaves replacement characters at the edges.
    const chunk = decode(tokens.slice(start, start + size.tokens)).replace(/^\uFFFD+|\uFFFD+$/g, "")
      .trim();
    if (chunk) chunks.push(chunk);
    if (start + size.tokens >= tokens.length) return chunks;
  }
}
