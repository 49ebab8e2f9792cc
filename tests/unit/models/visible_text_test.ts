import assert from "node:assert/strict";
import fc from "fast-check";
import { visibleText } from "../../../shared/models/visible_text.ts";
import { anyText } from "../../support/evidence.ts";

Deno.test("visibleText() leaves out what nobody sees and what turns text around", () => {
  assert.equal(
    visibleText("pay\u200b the\u202e bill\u202c\u0007\u2066 now\ufeff"),
    "pay the bill now",
  );
  assert.equal(visibleText("a\u{e0041}\u{e007f}b\u00adc\u2028d\te"), "abc d e");
  assert.equal(visibleText("hid\u200dden\u200c"), "hidden");
});

Deno.test("visibleText() keeps what makes an emoji or a word", () => {
  for (const text of ["👩‍👩‍👧", "❤️", "می\u200cخواهم", "क्\u200dष", "naïve café"]) {
    assert.equal(visibleText(text), text);
  }
});

Deno.test("visibleText() never leaves a control or bidi character, and changes nothing twice", () => {
  fc.assert(fc.property(anyText, (text) => {
    const seen = visibleText(text);
    assert.ok(!/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u.test(seen));
    assert.equal(visibleText(seen), seen);
  }));
});
