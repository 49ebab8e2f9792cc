import assert from "node:assert/strict";
import {
  actionsOutput,
  answerOutput,
  routeOutput,
  summaryOutput,
} from "../../../shared/contracts/model_outputs.ts";
import {
  EmbedMessage,
  IngestMessage,
  RetainMessage,
  SummarizeMessage,
} from "../../../shared/contracts/queue_messages.ts";

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
  const route = { intent: "answer", confidence: 0.5 };
  assert.ok(routeOutput.schema.safeParse(route).success);
  for (
    const bad of [
      { ...route, confidence: 1.1 },
      { ...route, intent: "delete" },
      { ...route, tool: "send_mail" },
      { intent: "answer" },
    ]
  ) assert.ok(!routeOutput.schema.safeParse(bad).success, JSON.stringify(bad));
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

Deno.test("queue messages carry a type, a version and ids, and nothing else", () => {
  const embed = { type: "embed", version: 1, user_id: id, object_type: "note", object_id: id };
  const ingest = { type: "ingest", version: 1, user_id: id, linked_account_id: id };
  assert.ok(EmbedMessage.safeParse(embed).success);
  assert.ok(IngestMessage.safeParse(ingest).success);
  assert.ok(RetainMessage.safeParse({ type: "retain", version: 1 }).success);
  assert.ok(RetainMessage.safeParse({ type: "retain", version: 1, user_id: id }).success);
  for (const bad of [{ version: 2 }, { type: "ingest" }, { text: "hello" }, { object_type: "x" }]) {
    assert.ok(!EmbedMessage.safeParse({ ...embed, ...bad }).success, JSON.stringify(bad));
  }
  assert.ok(!IngestMessage.safeParse({ ...ingest, access_token: "t" }).success);
});

Deno.test("SummarizeMessage wants a window that starts before it ends", () => {
  const of = (window_start: string, window_end: string) =>
    SummarizeMessage.safeParse({
      type: "summarize",
      version: 1,
      user_id: id,
      window_start,
      window_end,
    }).success;
  assert.ok(of("2026-01-31T09:00:00Z", "2026-01-31T10:00:00+00:00"));
  assert.ok(!of("2026-01-31T09:00:00Z", "2026-01-31T10:00:00+01:00"));
  assert.ok(!of("2026-01-31T10:00:00Z", "2026-01-31T09:00:00Z"));
});
