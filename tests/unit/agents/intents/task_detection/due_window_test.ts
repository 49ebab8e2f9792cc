import assert from "node:assert/strict";
import {
  asksByDeadline,
  dueWindow,
} from "../../../../../shared/agents/intents/task_detection/due_window.ts";

const now = new Date("2026-03-18T15:30:00Z");

function due(prompt: string) {
  const window = dueWindow(prompt, now, "UTC");
  return window && [window.start.toISOString().slice(0, 10), window.end.toISOString().slice(0, 10)];
}

Deno.test("dueWindow() takes a day or week that has begun to its end", () => {
  assert.deepEqual(due("what is due tomorrow?"), ["2026-03-19", "2026-03-20"]);
  assert.deepEqual(due("what is due today?"), ["2026-03-18", "2026-03-19"]);
  assert.deepEqual(due("what is due this week?"), ["2026-03-16", "2026-03-23"]);
  assert.deepEqual(due("deadlines this month"), ["2026-03-01", "2026-04-01"]);
  assert.deepEqual(due("what is due on Friday?"), ["2026-03-20", "2026-03-21"]);
  assert.deepEqual(due("what is due by Friday?"), ["1970-01-01", "2026-03-21"]);
  assert.deepEqual(due("what is due before Friday?"), ["1970-01-01", "2026-03-20"]);
  assert.deepEqual(due("what is overdue?"), ["1970-01-01", "2026-03-18"]);
  assert.equal(due("what is due?"), null);
});

Deno.test("asksByDeadline() tells what is due from what something is due to", () => {
  assert.ok(asksByDeadline("what is due tomorrow?"));
  assert.ok(asksByDeadline("any deadlines this week?"));
  assert.ok(!asksByDeadline("what needs action due to the strike?"));
});
