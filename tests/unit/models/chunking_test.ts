import assert from "node:assert/strict";
import fc from "fast-check";
import { encode } from "gpt-tokenizer/encoding/cl100k_base";
import { chunkText, defaultChunkSize } from "../../../shared/models/chunking.ts";

function tokensIn(text: string): number {
  return encode(text, { disallowedSpecial: new Set() }).length;
}

/** Texts that tokenisers find hard: scripts, emoji of many parts, white space, special tokens. */
const hardText = fc.array(
  fc.oneof(
    fc.lorem({ maxCount: 30 }),
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.string({ unit: "binary", maxLength: 20 }).map((text) =>
      text.toWellFormed().replaceAll("\u0000", "")
    ),
    fc.constantFrom("\n\n", "   ", "👩‍👩‍👧", "日本語のテキスト", "xylophone ", "a".repeat(40)),
    fc.constantFrom("<|endoftext|>", "\uFFFD", "\u00a0", "🏳️‍🌈🏳️‍🌈", "https://a.example/b?c=d"),
  ),
  { maxLength: 40 },
).map((parts) => parts.join(""));

const size = fc.record({
  overlap: fc.integer({ min: 0, max: 8 }),
  more: fc.integer({ min: 1, max: 40 }),
}).map(({ overlap, more }) => ({ overlap, tokens: Math.max(4, overlap + more) }));

/**
 * What of `text` no chunk holds, beside white space. Each chunk is laid as far to the
 * right as it goes without leaving a gap, which covers the most that it can.
 */
function uncovered(text: string, chunks: string[]): string {
  const skippable = /^\s$/;
  let end = 0;
  const skip = () => {
    while (end < text.length && skippable.test(text[end] ?? "")) end++;
  };
  for (const chunk of chunks) {
    skip();
    const at = text.lastIndexOf(chunk, end);
    assert.notEqual(at, -1, "a chunk is no part of the text, or leaves out what stands before it");
    end = Math.max(end, at + chunk.length);
  }
  skip();
  return text.slice(end);
}

Deno.test("chunkText() leaves a short text whole and makes nothing of a blank one", async () => {
  assert.deepEqual(await chunkText("  Hello, Mira!\n"), ["Hello, Mira!"]);
  assert.deepEqual(await chunkText("x".repeat(defaultChunkSize.tokens)), [
    "x".repeat(defaultChunkSize.tokens),
  ]);
  for (const blank of ["", "  ", "\n\t\u00a0"]) assert.deepEqual(await chunkText(blank), []);
});

Deno.test("chunkText() counts tokens rather than characters", async () => {
  // Many more bytes than 400, and still fewer tokens.
  const long = "the quick brown fox ".repeat(60).trim();
  assert.ok(long.length > 1000);
  assert.deepEqual(await chunkText(long), [long]);
  // 300 characters of three bytes each have more than 400 tokens.
  const dense = "ᚠᛇᚻ".repeat(100);
  assert.ok((await chunkText(dense)).length > 1);
});

Deno.test("chunkText() begins each chunk with the end of the one before", async () => {
  const words = Array.from({ length: 3000 }, (_, i) => `word${i}`);
  const chunks = await chunkText(words.join(" "));
  assert.ok(chunks.length >= 10);
  for (const [index, chunk] of chunks.entries()) {
    assert.ok(tokensIn(chunk) <= defaultChunkSize.tokens);
    const next = chunks[index + 1];
    if (next === undefined) continue;
    const start = chunk.indexOf(next.slice(0, 40));
    assert.ok(start > 0, "the next chunk repeats nothing");
    const repeated = chunk.slice(start);
    assert.ok(next.startsWith(repeated));
    assert.ok(Math.abs(tokensIn(repeated) - defaultChunkSize.overlap) <= 2);
  }
});

Deno.test("chunkText() makes chunks that are small enough and together say everything", async () => {
  await fc.assert(
    fc.asyncProperty(hardText, size, async (text, size) => {
      const chunks = await chunkText(text, size);
      for (const chunk of chunks) {
        assert.ok(tokensIn(chunk) <= size.tokens, `${tokensIn(chunk)} tokens in one chunk`);
        assert.equal(chunk, chunk.trim());
        assert.ok(chunk.length > 0);
      }
      assert.equal(uncovered(text.trim(), chunks), "");
    }),
    { numRuns: 300 },
  );
});

Deno.test("chunkText() cuts no character in two", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("👩‍👩‍👧", "🏳️‍🌈", "𝔘", "日", "ᚠ"), { minLength: 20, maxLength: 60 }),
      size,
      async (characters, size) => {
        const text = characters.join("");
        for (const chunk of await chunkText(text, size)) {
          assert.ok(chunk.isWellFormed());
          assert.ok(!chunk.includes("\uFFFD"));
          assert.ok(text.includes(chunk));
        }
      },
    ),
    { numRuns: 100 },
  );
});

Deno.test("chunkText() gets through long runs without a space", async () => {
  // Tokenised in one go each of these takes minutes.
  const runs = [
    "a".repeat(200_000),
    `x${" ".repeat(200_000)}y`,
    "日本語".repeat(60_000),
    "=".repeat(100_000),
    "👩‍👩‍👧".repeat(20_000),
  ];
  for (const run of runs) {
    const chunks = await chunkText(run);
    assert.ok(chunks.length > 1);
    for (const chunk of chunks) {
      assert.ok(chunk.isWellFormed());
      assert.ok(tokensIn(chunk) <= defaultChunkSize.tokens);
    }
    const [first = "", last = ""] = [chunks[0], chunks.at(-1)];
    assert.ok(run.startsWith(first) && run.endsWith(last));
  }
});

Deno.test("chunkText() refuses a size in which no character fits or nothing advances", async () => {
  for (const [tokens = 0, overlap = 0] of [[10, 10], [10, 11], [10, -1], [3, 0], [0, 0]]) {
    await assert.rejects(chunkText("x", { tokens, overlap }), /^RangeError: size\.overlap must/);
  }
});
