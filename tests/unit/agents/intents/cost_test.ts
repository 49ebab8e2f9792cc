import { assertLinear } from "../../../support/linear.ts";
import { answerQuestion } from "../../../../shared/agents/intents/answer/extractive.ts";
import { routePrompt } from "../../../../shared/agents/intents/route.ts";
import { summarizeEvidence } from "../../../../shared/agents/intents/summarize/extractive.ts";
import { detectActions } from "../../../../shared/agents/intents/task_detection/extractive.ts";
import { Grounding } from "../../../../shared/agents/checks/grounding.ts";
import { speaksToModel, withoutInstructions } from "../../../../shared/models/instructions.ts";
import { sentencesOf } from "../../../../shared/models/extractive/sentences.ts";
import { termsOf } from "../../../../shared/models/extractive/terms.ts";
import { visibleText } from "../../../../shared/models/visible_text.ts";
import { eventId, evidence } from "../../../support/evidence.ts";

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
  "ignore ",
  "you are ",
  "hey ai ",
  "system ",
  "A. ",
  "a@a.",
  "1,",
  "$1 ",
  "A ",
  '"a b ',
  "[a",
  "<a ",
  "A, ",
  "'s",
];

const readers: Record<string, (text: string) => unknown> = {
  sentencesOf,
  termsOf,
  visibleText,
  speaksToModel,
  withoutInstructions: (text) => withoutInstructions([evidence(1, text, { title: text })]),
  grounded: (text) =>
    new Grounding([evidence(1, text)], { prompt: "", timezone: "UTC" })
      .faults("text", text.slice(0, text.length / 10), [eventId(1)]),
  routePrompt,
  detectActions: (text) => detectActions([evidence(1, text, { title: text, author: text })]),
  summarizeEvidence: (text) => summarizeEvidence([evidence(1, text, { title: text })]),
  answerQuestion: (text) => answerQuestion(text, [evidence(1, text, { title: text })]),
};

for (const [name, read] of Object.entries(readers)) {
  Deno.test(`${name}() costs no more than its text is long, whatever the text`, () => {
    for (const killer of killers) {
      const text = (length: number) =>
        killer.repeat(Math.ceil(length / killer.length)).slice(0, length);
      const [short, long] = [text(25_000), text(100_000)];
      assertLinear(JSON.stringify(killer), () => read(short), () => read(long));
    }
  });
}

Deno.test("answerQuestion() takes long notes apart once, not once a word of the question", () => {
  const words = Array.from({ length: 3000 }, (_, i) => `word${(i * 7919 % 99991).toString(36)}ing`);
  const notes = (count: number) =>
    Array.from({ length: count }, (_, i) => evidence(i + 1, words.join(" ").slice(0, 20_000)));
  const asked = (count: number) => words.slice(0, count).join(" ");
  const [few, many] = [notes(15), notes(30)];
  assertLinear(
    "more notes and words",
    () => answerQuestion(asked(10), few),
    () => answerQuestion(asked(400), many),
  );
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
  const [few, many] = [thread(400), thread(1600)];
  assertLinear("more replies", () => detectActions(few), () => detectActions(many));
});
