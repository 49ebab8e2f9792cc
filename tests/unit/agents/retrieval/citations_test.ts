import assert from "node:assert/strict";
import {
  citationsFor,
  safeUrl,
  sourceRefs,
} from "../../../../shared/agents/retrieval/citations.ts";
import type { AgentContext } from "../../../../shared/agents/context.ts";
import { asTasks } from "../../../../shared/agents/intents/task_detection/actions.ts";
import { eventId, timelineItem } from "../../../support/evidence.ts";

const items = [
  timelineItem(1, "a", { title: "Mira in #launch", url: "https://slack.example/1" }),
  timelineItem(2, "b"),
  timelineItem(3, "c", { kind: "note", source: null }),
];

Deno.test("citationsFor() gives each cited item once, in the order of first mention", () => {
  const citations = citationsFor([3, 1, 3, 1].map(eventId), items);
  assert.deepEqual(citations, [
    {
      type: "note",
      id: eventId(3),
      source: null,
      title: null,
      occurred_at: "2026-01-05T09:03:00.000Z",
      url: null,
    },
    {
      type: "event",
      id: eventId(1),
      source: "slack",
      title: "Mira in #launch",
      occurred_at: "2026-01-05T09:01:00.000Z",
      url: "https://slack.example/1",
    },
  ]);
  assert.deepEqual(sourceRefs(citations), [
    { type: "note", id: eventId(3), source: null },
    { type: "event", id: eventId(1), source: "slack" },
  ]);
});

Deno.test("citationsFor() leaves out what is no item", () => {
  assert.deepEqual(citationsFor([eventId(9)], items), []);
  assert.deepEqual(citationsFor([], items), []);
});

Deno.test("asTasks() resolves a deadline from when and where it was written", () => {
  const action = {
    event_id: eventId(1),
    title: "Could you send it by tomorrow?",
    details: "Mira in #launch",
    priority: "high" as const,
    due_text: "tomorrow",
  };
  const tasksIn = (timezone: string, ...changes: object[]) =>
    asTasks(
      { timezone } as AgentContext,
      {
        actions: changes.map((change) => ({ ...action, repeated_in: [], ...change })),
        waiting_for: [],
        settled: [],
      },
      items,
    );
  assert.deepEqual(tasksIn("America/New_York", {}), [{
    priority: "high",
    title: "Could you send it by tomorrow?",
    details: "Mira in #launch",
    due_at: "2026-01-07T05:00:00.000Z",
    source_event_id: eventId(1),
    source_refs: [{ type: "event", id: eventId(1), source: "slack" }],
  }]);
  assert.equal(tasksIn("Asia/Tokyo", {})[0]?.due_at, "2026-01-06T15:00:00.000Z");
  assert.equal(tasksIn("UTC", { due_text: "soon" })[0]?.due_at, null);
  assert.equal(tasksIn("UTC", { due_text: null })[0]?.due_at, null);
  assert.deepEqual(tasksIn("UTC", { event_id: eventId(9) }), []);
});

Deno.test("safeUrl() lets nothing through but addresses of the web", () => {
  assert.equal(safeUrl("https://slack.example/1"), "https://slack.example/1");
  assert.equal(safeUrl("HTTP://slack.example"), "http://slack.example/");
  for (
    const url of [
      "javascript:alert(1)",
      " JavaScript:alert(1)",
      "java\nscript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "//slack.example",
      "slack.example",
      "",
    ]
  ) {
    assert.equal(safeUrl(url), null, url);
  }
  assert.equal(safeUrl(null), null);
});
