import assert from "node:assert/strict";
import { NormalisedEvent } from "../../../../../shared/contracts/events.ts";
import {
  changedMessage,
  deletedEvent,
} from "../../../../../shared/connectors/slack/messages/changes.ts";
import { normaliseMessage } from "../../../../../shared/connectors/slack/messages/normalise.ts";
import { threadsOf } from "../../../../../shared/events/threads.ts";
import { DIRECTORY, LAUNCH, message } from "../fixtures.ts";

const CONTEXT = { channel: LAUNCH, directory: DIRECTORY };
const ORIGINAL = { type: "message", ts: "1517612431.000077", user: "U1", text: "secret at 9" };
const WRAPPER = { type: "message", hidden: true, channel: "C1", ts: "1517612500.000002" };

Deno.test("changedMessage() gives the new version, which has the original's id", () => {
  const wrapper = {
    ...WRAPPER,
    subtype: "message_changed",
    message: { ...ORIGINAL, text: "at 10", edited: { user: "U1", ts: "1517612500.000000" } },
    previous_message: ORIGINAL,
  };
  const changed = changedMessage(wrapper);
  assert.ok(changed);
  const [before, after] = [message(ORIGINAL), changed].map((one) => normaliseMessage(one, CONTEXT));
  assert.equal(after?.external_id, before?.external_id);
  assert.equal(after?.occurred_at, before?.occurred_at);
  assert.equal(after?.body, "at 10");
});

Deno.test("changedMessage() gives null when it is no such wrapper", () => {
  const broken = { ...WRAPPER, subtype: "message_changed", message: { text: "no ts" } };
  for (const value of [null, "x", ORIGINAL, { ...WRAPPER, subtype: "message_changed" }, broken]) {
    assert.equal(changedMessage(value), null);
  }
});

Deno.test("deletedEvent() marks the message as deleted and holds none of its text", () => {
  const wrapper = {
    ...WRAPPER,
    subtype: "message_deleted",
    deleted_ts: ORIGINAL.ts,
    previous_message: { ...ORIGINAL, thread_ts: ORIGINAL.ts },
  };
  const event = deletedEvent(wrapper, CONTEXT);
  assert.ok(event && NormalisedEvent.safeParse(event).success);
  assert.equal(event.deleted, true);
  assert.equal(event.external_id, "C1:1517612431.000077");
  assert.equal(event.thread_external_id, "C1:1517612431.000077");
  assert.equal(event.occurred_at, "2018-02-02T23:00:31.000077Z");
  assert.doesNotMatch(JSON.stringify(event), /secret/);
  assert.equal(threadsOf([{ event, participants: [] }])[0]?.content_preview, "");
});

Deno.test("deletedEvent() needs no copy of the deleted message", () => {
  const wrapper = { ...WRAPPER, subtype: "message_deleted", deleted_ts: ORIGINAL.ts };
  assert.equal(deletedEvent(wrapper, CONTEXT)?.external_id, "C1:1517612431.000077");
  assert.equal(deletedEvent({ ...wrapper, previous_message: "odd" }, CONTEXT)?.deleted, true);
});

Deno.test("deletedEvent() gives null for noise and for anything else", () => {
  const wrapper = { ...WRAPPER, subtype: "message_deleted", deleted_ts: ORIGINAL.ts };
  const join = { ...ORIGINAL, subtype: "channel_join" };
  assert.equal(deletedEvent({ ...wrapper, previous_message: join }, CONTEXT), null);
  for (const value of [undefined, 7, ORIGINAL, { ...wrapper, deleted_ts: "yesterday" }]) {
    assert.equal(deletedEvent(value, CONTEXT), null);
  }
});
