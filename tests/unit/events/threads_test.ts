import assert from "node:assert/strict";
import { preview, threadsOf } from "../../../shared/events/threads.ts";
import { event } from "./fixtures.ts";

const root = event({
  external_id: "C1:1",
  thread_external_id: "C1:1",
  title: "Mira in #launch",
  text_for_embedding: "Proposal:\n\n we move the launch",
  occurred_at: "2024-05-31T10:00:00.5Z",
});
const reply = event({
  external_id: "C1:2",
  thread_external_id: "C1:1",
  title: "Jonas in #launch",
  occurred_at: "2024-05-31T10:00:01Z",
});

Deno.test("threadsOf() takes subject and preview from the root and the time from the latest", () => {
  const expected = {
    external_id: "C1:1",
    subject: "Mira in #launch",
    participants: ["Mira", "Jonas"],
    content_preview: "Proposal: we move the launch",
    last_event_at: "2024-05-31T10:00:01.000000Z",
    root_external_id: "C1:1",
    root_version: "",
  };
  const parts = [{ event: root, participants: ["Mira"] }, {
    event: reply,
    participants: ["Jonas"],
  }];
  assert.deepEqual(threadsOf([...parts, ...parts]), [expected]);
  const reversed = threadsOf(parts.toReversed());
  assert.deepEqual(reversed, [{ ...expected, participants: ["Jonas", "Mira"] }]);
});

Deno.test("threadsOf() leaves subject and preview null when the root is not there", () => {
  const [thread] = threadsOf([{ event: reply, participants: ["Jonas", ""] }]);
  assert.deepEqual([thread?.subject, thread?.content_preview], [null, null]);
  assert.deepEqual(thread?.participants, ["Jonas"]);
});

Deno.test("threadsOf() keeps the subject that a provider names, the root's before others", () => {
  const mail = (external_id: string) => event({ external_id, thread_external_id: "conversation" });
  const [thread] = threadsOf([
    { event: mail("m2"), participants: [], subject: "Re: Contract" },
    { event: mail("m1"), participants: [], subject: "Contract", root: true },
    { event: mail("m3"), participants: [], subject: "Re: Contract" },
  ]);
  assert.equal(thread?.subject, "Contract");
  assert.equal(thread?.content_preview, "The launch is on Thursday");
});

Deno.test("threadsOf() empties the preview when the root was deleted", () => {
  const deleted = { ...root, text_for_embedding: null, title: null, deleted: true };
  const [thread] = threadsOf([{ event: deleted, participants: [] }]);
  assert.deepEqual([thread?.subject, thread?.content_preview], [null, ""]);
});

Deno.test("threadsOf() ignores events without a thread", () => {
  assert.deepEqual(
    threadsOf([{ event: event({ external_id: "C1:9" }), participants: ["Mira"] }]),
    [],
  );
});

Deno.test("preview() cuts between characters and marks the cut", () => {
  assert.equal(preview("🎉".repeat(280)), "🎉".repeat(280));
  assert.equal(preview("🎉".repeat(281)), `${"🎉".repeat(279)}…`);
});
