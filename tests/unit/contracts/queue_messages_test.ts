import assert from "node:assert/strict";
import {
  EmbedMessage,
  IngestMessage,
  RetainMessage,
  SummarizeMessage,
} from "../../../shared/contracts/queue_messages.ts";

const id = "6f1d2a34-0000-4000-8000-000000000001";

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
