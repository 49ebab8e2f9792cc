import assert from "node:assert/strict";
import { answerOutput } from "../../../../shared/agents/intents/answer/output.ts";
import { summaryOutput } from "../../../../shared/agents/intents/summarize/output.ts";
import { understandingOutput } from "../../../../shared/agents/understanding/output.ts";
import { actionsOutput } from "../../../../shared/agents/intents/task_detection/output.ts";

const id = "6f1d2a34-0000-4000-8000-000000000001";

Deno.test("model outputs refuse a statement that cites nothing", () => {
  const summary = {
    overview: "Two things happened.",
    highlights: [{ text: "One", event_ids: [id] }],
    key_event_ids: [id],
    themes: ["launch"],
  };
  assert.ok(summaryOutput.schema.safeParse(summary).success);
  const uncited = { ...summary, highlights: [{ text: "One", event_ids: [] }] };
  assert.ok(!summaryOutput.schema.safeParse(uncited).success);
  const answer = { answer: "On Friday", statements: [{ text: "On Friday", event_ids: [id] }] };
  assert.ok(answerOutput.schema.safeParse(answer).success);
  const unsaid = { answer: "On Friday", statements: [{ text: "On Friday", event_ids: [] }] };
  assert.ok(!answerOutput.schema.safeParse(unsaid).success);
});

Deno.test("model outputs refuse fields that nobody asked for and values out of range", () => {
  const read = {
    intent: "answer",
    time: "last week",
    sources: ["slack"],
    places: ["#launch"],
    people: [],
    priority: null,
  };
  assert.ok(understandingOutput.schema.safeParse(read).success);
  for (
    const bad of [
      { ...read, intent: "delete" },
      { ...read, sources: ["whatsapp"] },
      { ...read, time: "x".repeat(201) },
      { ...read, tool: "send_mail" },
      { intent: "answer" },
    ]
  ) assert.ok(!understandingOutput.schema.safeParse(bad).success, JSON.stringify(bad));
  const action = {
    event_id: id,
    title: "Send the contract",
    details: null,
    priority: "high",
    due_text: "by Friday",
  };
  const of = (changes: object) =>
    actionsOutput.schema.safeParse({ actions: [{ ...action, ...changes }] }).success;
  assert.ok(of({}));
  assert.ok(!of({ title: "" }));
  assert.ok(!of({ title: "x".repeat(501) }));
  assert.ok(!of({ event_id: "1" }));
  assert.ok(!of({ priority: "urgent" }));
});
