import assert from "node:assert/strict";
import { Follower } from "./live_fixture.ts";

const kept = (follower: Follower) =>
  [...follower.events.values()].filter(({ source, deleted }) => source === "calendar" && !deleted)
    .map(({ event }) => `${event.event_type} ${event.title}`).sort();

Deno.test("a calendar is followed: made, changed, out of the window and back, cancelled, deleted", async () => {
  await using follower = await Follower.start();
  const { calendars } = follower.mailbox;
  const add = (subject: string) => calendars.add({ subject, at: follower.at(24 * 60) }).key;
  const [stays, wanders, ends, goes] = [add("stays"), add("wanders"), add("ends"), add("goes")];
  await follower.poll();
  const made = ["ends", "goes", "stays", "wanders"].map((title) => `calendar_created ${title}`);
  assert.deepEqual(kept(follower), made);
  follower.pass(60);
  const at = (days: number, hour: string) => ({
    dateTime: `${follower.at(days * 1440).toISOString().slice(0, 10)}T${hour}:00:00.0000000`,
    timeZone: "UTC",
  });
  calendars.update(wanders, { start: at(300, "10"), end: at(300, "11") });
  calendars.cancel(ends);
  calendars.remove(goes);
  await follower.poll();
  const after = ["calendar_cancelled ends", "calendar_created stays", "calendar_updated wanders"];
  assert.deepEqual(kept(follower), after);
  follower.pass(60);
  calendars.update(wanders, { start: at(2, "10"), end: at(2, "11") });
  follower.server.graph.deltas.expire();
  await follower.poll();
  assert.deepEqual(kept(follower), after);
  assert.ok(stays);
  assert.deepEqual(follower.server.violations, []);
});
