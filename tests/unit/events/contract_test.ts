import assert from "node:assert/strict";
import { EventBatch, IngestResult, NormalisedEvent } from "../../../shared/contracts/events.ts";
import { batch, event, thread, USER } from "./fixtures.ts";

/** The field that a value is refused for, or null when it is accepted. */
function refusedField(
  schema: typeof EventBatch | typeof NormalisedEvent | typeof IngestResult,
  value: unknown,
): string | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? null : parsed.error.issues[0]?.path.join(".") ?? "";
}

Deno.test("NormalisedEvent accepts an event as connectors build it", () => {
  assert.equal(refusedField(NormalisedEvent, event({ external_id: "C1:1" })), null);
});

Deno.test("NormalisedEvent names the field when a value is out of range", () => {
  const good = event({ external_id: "C1:1" });
  const cases: [string, unknown][] = [
    ["external_id", ""],
    ["event_type", "gossip"],
    ["content_hash", "A".repeat(64)],
    ["importance_score", 101],
    ["importance_score", 1.5],
    ["occurred_at", "31 May 2024"],
    ["occurred_at", "2024-05-31T10:00:00+02:00"],
    ["occurred_at", "2024-02-30T10:00:00Z"],
    ["body", "a\u0000b"],
    ["title", "\ud83d"],
    ["raw", []],
    ["deleted", null],
  ];
  for (const [field, value] of cases) {
    assert.equal(refusedField(NormalisedEvent, { ...good, [field]: value }), field);
  }
});

Deno.test("EventBatch refuses more than 500 events", () => {
  const events = Array.from({ length: 501 }, (_, index) => event({ external_id: `C1:${index}` }));
  assert.equal(refusedField(EventBatch, batch({ events })), "events");
  assert.equal(refusedField(EventBatch, batch({ events: events.slice(1) })), null);
});

Deno.test("EventBatch refuses an id that occurs twice", () => {
  const twice = event({ external_id: "C1:1" });
  assert.equal(refusedField(EventBatch, batch({ events: [twice, twice] })), "events.1.external_id");
  const threads = [thread("C1:1"), thread("C1:1")];
  assert.equal(refusedField(EventBatch, batch({ threads })), "threads.1.external_id");
});

Deno.test("EventBatch refuses an event when its thread is not in the batch", () => {
  const events = [event({ external_id: "C1:2", thread_external_id: "C1:1" })];
  assert.equal(refusedField(EventBatch, batch({ events })), "events.0.thread_external_id");
  assert.equal(refusedField(EventBatch, batch({ events, threads: [thread("C1:1")] })), null);
});

Deno.test("EventBatch takes every id that Postgres takes, and no other text", () => {
  const user_id = "00000000-0000-0000-0000-000000000001";
  assert.equal(refusedField(EventBatch, batch({ user_id })), null);
  assert.equal(refusedField(EventBatch, batch({ user_id: "mira" })), "user_id");
});

Deno.test("EventBatch refuses a cursor when it says of no account", () => {
  const cursor = {
    resource: "C1",
    cursor: {},
    read_until: "2024-05-31T10:00:00Z",
    complete: true,
    origin: "live" as const,
  };
  assert.equal(refusedField(EventBatch, batch({ cursor })), "source_account_id");
  assert.equal(refusedField(EventBatch, batch({ cursor, source_account_id: USER })), null);
  const nameless = { cursor: { ...cursor, resource: "" }, source_account_id: USER };
  assert.equal(refusedField(EventBatch, batch(nameless)), "cursor.resource");
});

Deno.test("IngestResult refuses negative counts", () => {
  assert.equal(refusedField(IngestResult, { inserted: 0, updated: -1, unchanged: 0 }), "updated");
});
