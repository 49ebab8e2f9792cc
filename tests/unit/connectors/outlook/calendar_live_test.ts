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

Deno.test("a series with one exception is one event and the exception", async () => {
  await using follower = await Follower.start();
  const { calendars } = follower.mailbox;
  const { key } = calendars.add({
    subject: "stand-up",
    start: { dateTime: "2026-03-16T09:00:00.0000000", timeZone: "UTC" },
    end: { dateTime: "2026-03-16T09:15:00.0000000", timeZone: "UTC" },
    recurrence: {
      pattern: {
        type: "weekly",
        interval: 1,
        daysOfWeek: ["monday"],
        firstDayOfWeek: "monday",
      },
      range: { type: "noEnd", startDate: "2026-03-16", recurrenceTimeZone: "UTC" },
    },
  });
  await follower.poll();
  assert.deepEqual(kept(follower), ["calendar_created stand-up"]);
  follower.pass(60);
  calendars.except(key, "2026-03-23", {
    subject: "stand-up, outside",
    start: { dateTime: "2026-03-24T10:00:00.0000000", timeZone: "UTC" },
    end: { dateTime: "2026-03-24T10:30:00.0000000", timeZone: "UTC" },
  });
  await follower.poll();
  const both = ["calendar_updated stand-up", "calendar_updated stand-up, outside"];
  assert.deepEqual(kept(follower), both);
  const events = [...follower.events.values()].map(({ event }) => event);
  const [series, exception] = ["stand-up", "stand-up, outside"].map((title) =>
    events.find((event) => event.title === title)
  );
  assert.equal(exception?.thread_external_id, series?.external_id);
  assert.match(exception?.text_for_embedding ?? "", /Tuesday 2026-03-24, 10:00 to 10:30 UTC/);
  assert.match(series?.text_for_embedding ?? "", /repeated: weekly on monday/);

  // Microsoft does not tell that it takes place no more; a week later everything is read anew.
  calendars.skip(key, "2026-03-23");
  await follower.poll();
  follower.pass(8 * 24 * 60);
  await follower.poll();
  assert.deepEqual(kept(follower), ["calendar_updated stand-up"]);
  calendars.remove(key);
  await follower.poll();
  assert.deepEqual(kept(follower), []);
  assert.deepEqual(follower.server.violations, []);
});

Deno.test("a series says which of its events do not take place", async () => {
  await using follower = await Follower.start();
  const { calendars } = follower.mailbox;
  const recurrence = {
    pattern: {
      type: "weekly" as const,
      interval: 1,
      daysOfWeek: ["monday" as const],
      firstDayOfWeek: "monday" as const,
    },
    range: { type: "noEnd" as const, startDate: "2026-03-16", recurrenceTimeZone: "UTC" },
  };
  const time = (hour: string) => ({
    dateTime: `2026-03-16T${hour}:00.0000000`,
    timeZone: "UTC",
  });
  const { key } = calendars.add({
    subject: "stand-up",
    start: time("09:00"),
    end: time("09:15"),
    recurrence,
  });
  const cancelled = () =>
    [...follower.events.values()].filter(({ source, deleted }) => source === "calendar" && !deleted)
      .map(({ event }) =>
        ([event.raw["cancelledOccurrences"]].flat() as unknown[]).map((id) => String(id).slice(-10))
      );
  await follower.poll();
  assert.deepEqual(cancelled(), [[]]);
  follower.pass(60);
  calendars.skip(key, "2026-03-23");
  await follower.poll();
  assert.deepEqual(cancelled(), [["2026-03-23"]]);
  // The window moves on, and the series is read anew.
  follower.pass(8 * 24 * 60);
  await follower.poll();
  assert.deepEqual(cancelled(), [["2026-03-23"]]);
  assert.deepEqual(follower.server.violations, []);
});
