import assert from "node:assert/strict";
import { parseDueTime } from "../../../../shared/agents/time/due_time.ts";

/** Wednesday, 15:30 in Berlin. */
const written = new Date("2026-03-18T14:30:00Z");

function due(text: string, at = written, timezone = "Europe/Berlin"): string | undefined {
  return parseDueTime(text, at, timezone)?.toISOString();
}

Deno.test("parseDueTime() takes a day without a time to be due when it ends", () => {
  assert.equal(due("Friday"), "2026-03-20T23:00:00.000Z");
  assert.equal(due("by tomorrow"), "2026-03-19T23:00:00.000Z");
  assert.equal(due("today"), "2026-03-18T23:00:00.000Z");
  assert.equal(due("2 April"), "2026-04-02T22:00:00.000Z");
  // The day on which clocks go forward ends an hour earlier.
  assert.equal(due("Sunday, 29 March"), "2026-03-29T22:00:00.000Z");
});

Deno.test("parseDueTime() reads a time on the person's clock", () => {
  assert.equal(due("5pm"), "2026-03-18T16:00:00.000Z");
  assert.equal(due("Friday 5pm"), "2026-03-20T16:00:00.000Z");
  assert.equal(due("5pm", written, "America/New_York"), "2026-03-18T21:00:00.000Z");
  assert.equal(due("in 2 hours"), "2026-03-18T16:30:00.000Z");
  // After the change of clocks.
  assert.equal(due("2026-03-30 9:00"), "2026-03-30T07:00:00.000Z");
});

Deno.test("parseDueTime() looks ahead from when it was written", () => {
  assert.equal(due("Wednesday 9am"), "2026-03-25T08:00:00.000Z");
  assert.equal(due("Wednesday 5pm"), "2026-03-18T16:00:00.000Z");
  assert.equal(due("Monday"), "2026-03-23T23:00:00.000Z");
  assert.equal(due("9am"), "2026-03-19T08:00:00.000Z");
  assert.equal(due("3 March"), "2027-03-03T23:00:00.000Z");
  assert.equal(due("1 December"), "2026-12-01T23:00:00.000Z");
  // Across the change of clocks.
  assert.equal(due("Monday 9am", new Date("2026-03-28T14:30:00Z")), "2026-03-30T07:00:00.000Z");
});

Deno.test("parseDueTime() gives none for what is past or no time", () => {
  for (
    const text of [
      "yesterday",
      "last Friday",
      "2 days ago",
      "1 March 2020",
      "soon",
      "asap",
      "",
      "🎉",
    ]
  ) {
    assert.equal(due(text), undefined, text);
  }
});
