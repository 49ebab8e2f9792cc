import assert from "node:assert/strict";
import { isPlain } from "../../../../shared/agents/understanding/plain.ts";
import { fromWords } from "../../../../shared/agents/understanding/understand.ts";

const known = { places: ["#launch", "Family"], people: ["Mira Sand", "Jonas Weber"] };
const now = new Date("2026-03-18T15:30:00Z");
const plainly = (prompt: string) =>
  isPlain(prompt, fromWords(prompt, known, now, "Europe/Berlin"), known);

Deno.test("isPlain() takes what the cues of an intent stand in", () => {
  for (
    const prompt of [
      "summarize last 2 hours",
      "what needs action?",
      "when is my next meeting?",
      "Fass den Vormittag zusammen",
      "¿qué tengo que hacer hoy?",
      "who am I waiting for?",
    ]
  ) assert.ok(plainly(prompt), prompt);
});

Deno.test("isPlain() takes a question of which nothing is left but names that are known", () => {
  for (const prompt of ["when is the launch?", "where is Mira?", "wo ist Jonas?"]) {
    assert.ok(plainly(prompt), prompt);
  }
});

Deno.test("isPlain() takes no question with words that no rule has read", () => {
  for (
    const prompt of [
      "how far along is the permit?",
      "who approved the budget for the launch?",
      "wie weit ist die Genehmigung?",
      "où en est le permis de Jonas ?",
      "¿cómo va el permiso?",
      "kdy je schůzka?",
    ]
  ) assert.ok(!plainly(prompt), prompt);
});
