import assert from "node:assert/strict";
import { answerQuestion } from "../../../../shared/agents/intents/answer/extractive.ts";
import { routePrompt } from "../../../../shared/agents/intents/route.ts";
import { summarizeEvidence } from "../../../../shared/agents/intents/summarize/extractive.ts";
import { detectActions } from "../../../../shared/agents/intents/task_detection/extractive.ts";
import { sentencesOf } from "../../../../shared/models/extractive/sentences.ts";
import { termsOf } from "../../../../shared/models/extractive/terms.ts";
import { visibleText } from "../../../../shared/models/visible_text.ts";
import { evidence } from "../../../support/evidence.ts";

/** What makes patterns try again and again. */
const killers = [
  " ",
  "9",
  "9 ",
  "please ",
  "can you ",
  "what ",
  "what could you ",
  "anything anything ",
  "is due ",
  "`",
  "``` ",
  "```a",
  ":",
  ":a",
  "@",
  "@a ",
  "a@",
  ".",
  "a.",
  "e\u0301",
  "\u0301",
  "\u200d",
  "👩‍",
  ">",
  "\n",
  "\n>",
  "From: a\n",
  "On 1 ",
  "wrote: ",
  "- ",
  "A, ",
  "'s",
];

/** Milliseconds of the fastest of three runs: what else the machine does only adds. */
function cost(run: () => void): number {
  let least = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

const readers: Record<string, (text: string) => unknown> = {
  sentencesOf,
  termsOf,
  visibleText,
  routePrompt,
  detectActions: (text) => detectActions([evidence(1, text, { title: text, author: text })]),
  summarizeEvidence: (text) => summarizeEvidence([evidence(1, text, { title: text })]),
  answerQuestion: (text) => answerQuestion(text, [evidence(1, text, { title: text })]),
};

for (const [name, read] of Object.entries(readers)) {
  Deno.test(`${name}() costs no more than its text is long, whatever the text`, () => {
    for (const killer of killers) {
      const [short, long] = [25_000, 100_000].map((length) =>
        cost(() => read(killer.repeat(Math.ceil(length / killer.length)).slice(0, length)))
      );
      // Four times the text; sixteen times the cost would be its square. Below this nothing is told.
      const allowed = 10 * Math.max(short ?? 0, 2);
      assert.ok((long ?? 0) < allowed, `${JSON.stringify(killer)}: ${short} and ${long} ms`);
    }
  });
}

Deno.test("answerQuestion() takes long notes apart once, not once a word of the question", () => {
  const words = Array.from({ length: 3000 }, (_, i) => `word${(i * 7919 % 99991).toString(36)}ing`);
  const notes = (count: number) =>
    Array.from({ length: count }, (_, i) => evidence(i + 1, words.join(" ").slice(0, 20_000)));
  const asked = (count: number) => words.slice(0, count).join(" ");
  const few = cost(() => answerQuestion(asked(10), notes(15)));
  const many = cost(() => answerQuestion(asked(400), notes(30)));
  assert.ok(many < 10 * Math.max(few, 2), `${few} and ${many} ms`);
});

Deno.test("detectActions() reads each reply of a long thread once", () => {
  const thread = (count: number) =>
    Array.from(
      { length: count },
      (_, index) =>
        evidence(index + 1, `@Mira could you please send the list number ${index}?`, {
          author: "Jonas",
          addressed: "mention",
          byOwner: false,
          threadId: "00000000-0000-4000-8000-000000009001",
        }),
    );
  const few = cost(() => detectActions(thread(400)));
  const many = cost(() => detectActions(thread(1600)));
  assert.ok(many < 10 * Math.max(few, 2), `${few} and ${many} ms`);
});
