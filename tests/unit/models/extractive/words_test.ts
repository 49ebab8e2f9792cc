import assert from "node:assert/strict";
import { wordListOf, wordsOf } from "../../../../shared/models/extractive/words.ts";

Deno.test("wordsOf() gives stems, numbers, versions and the parts of compounds", () => {
  const words = wordsOf("The back-end needs version 9.0.4 of boot_tools and defnPodcast");
  for (const word of ["backend", "back", "end", "9.0.4", "boot", "tool", "defn", "podcast"]) {
    assert.ok(words.has(word), `${word} in ${[...words].join(" ")}`);
  }
  assert.ok(!words.has("the"));
});

Deno.test("wordsOf() meets a word with and without its accents", () => {
  assert.deepEqual(wordsOf("Räder"), wordsOf("Rader"));
});

Deno.test("wordListOf() tells names: a capital that begins no sentence, or a digit", () => {
  const names = wordListOf("Which bikes does Kestra build for Berlin? Green ones of 2026")
    .filter(({ name }) => name).map(({ stem }) => stem);
  assert.deepEqual(names, ["kestra", "berlin", "2026"]);
});
