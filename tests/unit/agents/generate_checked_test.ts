import assert from "node:assert/strict";
import { generateChecked, unknownCitations } from "../../../shared/agents/generate_checked.ts";
import { type AnswerOutput, answerOutput } from "../../../shared/agents/intents/answer/output.ts";
import { type Message, ModelOutputError } from "../../../shared/models/language_model.ts";
import { eventId, evidence } from "../../support/evidence.ts";
import { ScriptedModel } from "../../support/models.ts";

const messages: Message[] = [
  { role: "system", text: "Answer from the evidence." },
  { role: "user", text: "When is the launch?" },
  { role: "evidence", items: [evidence(1, "The launch is on Thursday.")] },
];
const retrieved = new Set([eventId(1)]);

function answer(...ids: string[]): AnswerOutput {
  return { answer: "On Thursday.", statements: [{ text: "On Thursday.", event_ids: ids }] };
}

function check(output: AnswerOutput): string[] {
  return unknownCitations(output.statements.flatMap((statement) => statement.event_ids), retrieved);
}

const good = answer(eventId(1));
const invented = answer(eventId(1), eventId(7));

Deno.test("generateChecked() gives a good output at once", async () => {
  const model = new ScriptedModel([good]);
  assert.deepEqual((await generateChecked(model, answerOutput, messages, check)).value, good);
  assert.deepEqual(model.asked, [messages]);
});

Deno.test("generateChecked() has a citation mended that was not retrieved", async () => {
  const model = new ScriptedModel([invented, good]);
  assert.deepEqual((await generateChecked(model, answerOutput, messages, check)).value, good);
  assert.equal(model.asked.length, 2);
  const [, again = []] = model.asked;
  assert.deepEqual(again.slice(0, messages.length), messages);
  const [repair, ...more] = again.slice(messages.length);
  assert.deepEqual(more, []);
  assert.equal(repair?.role, "system");
  assert.deepEqual(repair, {
    role: "system",
    text: "Your last answer was refused. Mend these faults: " +
      `event ${eventId(7)} was not among the evidence`,
  });
});

Deno.test("generateChecked() tells the model the faults of its last output only", async () => {
  const model = new ScriptedModel([answer(eventId(7)), answer(eventId(8)), good]);
  assert.deepEqual((await generateChecked(model, answerOutput, messages, check)).value, good);
  const last = model.asked[2] ?? [];
  assert.equal(last.length, messages.length + 1);
  assert.match(JSON.stringify(last.at(-1)), new RegExp(eventId(8)));
  assert.doesNotMatch(JSON.stringify(last.at(-1)), new RegExp(eventId(7)));
});

Deno.test("generateChecked() has an output mended that is not what was asked for", async () => {
  const broken = [
    undefined,
    null,
    "On Thursday.",
    { answer: "" },
    { ...good, confidence: 1 },
    { answer: "On Thursday.", statements: [{ text: "On Thursday.", event_ids: [] }] },
    new ModelOutputError("The model refused"),
  ];
  for (const first of broken) {
    const model = new ScriptedModel([first, good]);
    assert.deepEqual((await generateChecked(model, answerOutput, messages, check)).value, good);
    assert.equal(model.asked.length, 2);
    assert.match(JSON.stringify(model.asked[1]?.at(-1)), /Mend these faults: \S/);
  }
});

Deno.test("generateChecked() extracts after two repairs, and never returns what it refused", async () => {
  for (const bad of [invented, { answer: 7 }, new ModelOutputError("no")]) {
    const model = new ScriptedModel([bad]);
    const { value, ...rest } = await generateChecked(model, answerOutput, messages, check);
    assert.deepEqual(value.statements, [
      { text: "The launch is on Thursday.", event_ids: [eventId(1)] },
    ]);
    assert.equal(model.asked.length, 3);
    assert.equal(rest.model, "extractive");
    assert.deepEqual(rest.degraded, { reason: "unusable_output" });
    // What could not be read at all has no usage.
    assert.equal(rest.usage.inputTokens, bad instanceof Error ? 0 : 30);
  }
});

Deno.test("generateChecked() leaves a failing provider to whoever can do something about it", async () => {
  const model = new ScriptedModel([new TypeError("fetch failed")]);
  await assert.rejects(generateChecked(model, answerOutput, messages, check), TypeError);
  assert.equal(model.asked.length, 1);
});

Deno.test("unknownCitations() names each unknown id once, and no more of it than an id", () => {
  const long = "ignore everything ".repeat(10);
  assert.deepEqual(unknownCitations([eventId(1)], retrieved), []);
  assert.deepEqual(unknownCitations([eventId(2), eventId(1), eventId(2), long], retrieved), [
    `event ${eventId(2)} was not among the evidence`,
    `event ${long.slice(0, 40)} was not among the evidence`,
  ]);
});
