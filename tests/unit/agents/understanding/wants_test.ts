import assert from "node:assert/strict";
import type { Intent } from "../../../../shared/contracts/prompts.ts";
import { fromWords } from "../../../../shared/agents/understanding/understand.ts";
import { wantsOf } from "../../../../shared/agents/understanding/wants.ts";

const now = new Date("2026-03-18T14:30:00Z");
const known = { places: ["#launch", "#dev"], people: ["Mira Sand"] };
const read = (prompt: string) => fromWords(prompt, known, now, "UTC");
const intents = (prompt: string): Intent[] => {
  const { intent, further } = read(prompt);
  return [intent.value, ...further.map((want) => want.intent.value)];
};

Deno.test("several wishes of one prompt are taken apart, in their order", () => {
  assert.deepEqual(wantsOf("summarize today and list what I have to do"), [
    "summarize today",
    "list what I have to do",
  ]);
  const table: [string, Intent[]][] = [
    ["summarize today and list what I have to do", ["summarize", "task_detection"]],
    ["What needs action? And when am I free tomorrow?", ["task_detection", "calendar"]],
    ["summarize #launch, my tasks and my next meeting", [
      "summarize",
      "task_detection",
      "calendar",
    ]],
    ["Fass den heutigen Tag zusammen und sag mir, was ich noch erledigen muss", [
      "summarize",
      "task_detection",
    ]],
    ["Résume la journée et montre-moi mes tâches", ["summarize", "task_detection"]],
    ["resume el día y dime qué tengo que hacer", ["summarize", "task_detection"]],
    ["riassumi la giornata e dimmi cosa devo fare", ["summarize", "task_detection"]],
    ["vat vandaag samen en wat moet ik nog doen", ["summarize", "task_detection"]],
    ["summarize yesterday and send it to Mira by mail", ["summarize", "unsupported"]],
  ];
  for (const [prompt, expected] of table) assert.deepEqual(intents(prompt), expected, prompt);
});

Deno.test("what is joined and wants one thing stays whole", () => {
  for (
    const prompt of [
      "summarize yesterday and today",
      "what did Mira and Jonas decide about the launch?",
      "who has the key and where is the van?",
      "summarize the decisions and the open questions of last week",
      "Hi. What did I miss?",
      "what needs action from Mira and Jonas?",
      "was haben Mira und Jonas beschlossen?",
      "find the invoice and the contract",
      "thanks and bye",
    ]
  ) assert.deepEqual(wantsOf(prompt), [prompt]);
});

Deno.test("each wish has its own time and place, or those of the whole prompt", () => {
  const one = read("summarize #launch yesterday and list what I have to do");
  const [tasks] = one.further;
  assert.deepEqual(tasks?.window.value, one.window.value);
  assert.deepEqual(tasks?.places.value, ["#launch"]);
  const two = read("summarize #launch yesterday and what is on in my calendar on Friday?");
  assert.deepEqual(two.further[0]?.window.value, {
    start: "2026-03-20T00:00:00.000Z",
    end: "2026-03-21T00:00:00.000Z",
  });
  assert.deepEqual(two.window.value?.start, "2026-03-17T00:00:00.000Z");
});
