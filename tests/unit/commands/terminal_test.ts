import assert from "node:assert/strict";
import fc from "fast-check";
import { createWriter, safeJson, safeLine, safeText } from "../../../supabase/commands/terminal.ts";

/** What a terminal must never get, told by Unicode's own categories rather than by our list. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(
      "\x1b[2J",
      "\x1b]0;title\x07",
      "\x1b]8;;http://x\x1b\\",
      "\x9b31m",
      "\x1bP",
      "\u202e",
      "\u2066",
      "\u200b",
      "\u200f",
      "\ufeff",
      "\u2028",
      "\u{e0041}",
      "\r",
      "\b",
      "\ud800",
    ),
    fc.string({ unit: "binary" }),
    fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
  ),
).map((parts) => parts.join(""));

Deno.test("safeText() lets nothing through that a terminal obeys, but line feeds and tabs", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      assert.doesNotMatch(safeText(text).replace(/[\n\t]/g, ""), OBEYED);
    }),
    { numRuns: 2000 },
  );
  for (let code = 0; code <= 0x10ffff; code++) {
    const out = safeText(String.fromCodePoint(code)).replace(/[\n\t]/g, "");
    if (OBEYED.test(out)) assert.fail(`U+${code.toString(16)}`);
  }
});

Deno.test("safeLine() keeps a name on one line", () => {
  fc.assert(fc.property(hostile, (text) => assert.doesNotMatch(safeLine(text), /[\n\t]/)));
  assert.equal(safeLine("Ana\r\n✓ all read"), "Ana ✓ all read");
});

Deno.test("safeText() keeps what people write", () => {
  const text = "Grüße, 你好, مرحبا, 👍🏽, naïve\tcafé\n€ 5 – “yes” ❤️";
  assert.equal(safeText(text), text);
});

Deno.test("safeJson() parses to the same value, and holds nothing that a terminal obeys", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const json = safeJson({ text });
      assert.doesNotMatch(json, OBEYED);
      assert.equal(JSON.parse(json).text, text);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("createWriter() writes all of a line to a stream that takes it in parts", () => {
  const bytes: number[] = [];
  const writer = createWriter({
    isTerminal: () => false,
    writeSync: (part) => {
      bytes.push(...part.subarray(0, 3));
      return Math.min(3, part.length);
    },
  });
  writer.line("hello\x1b[31m there");
  writer.replace("not on a file");
  writer.clear();
  assert.equal(new TextDecoder().decode(new Uint8Array(bytes)), "hello there\n");
});

Deno.test("createWriter() puts a line in the place of one that may be replaced", () => {
  let written = "";
  const writer = createWriter({
    isTerminal: () => true,
    writeSync: (part) => {
      written += new TextDecoder().decode(part);
      return part.length;
    },
  });
  writer.replace("1 of 2");
  writer.line("a log line");
  writer.line("another");
  assert.equal(written, "\r\x1b[2K1 of 2\r\x1b[2Ka log line\nanother\n");
});
