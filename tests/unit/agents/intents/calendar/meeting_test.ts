import assert from "node:assert/strict";
import { MeetingRow, meetingsIn } from "../../../../../shared/agents/intents/calendar/meeting.ts";
import { eventId } from "../../../../support/evidence.ts";

const window = { start: new Date("2026-03-22T23:00:00Z"), end: new Date("2026-04-05T22:00:00Z") };
const row = (number: number, changes: Record<string, unknown>) =>
  MeetingRow.parse({
    kind: "event",
    id: eventId(number),
    title: `Meeting ${number}`,
    occurred_at: "2026-03-01T00:00:00Z",
    start: { dateTime: "2026-03-24T14:00:00.0000000", timeZone: "UTC" },
    end: { dateTime: "2026-03-24T15:00:00.0000000", timeZone: "UTC" },
    ...changes,
  });
const starts = (rows: MeetingRow[], timezone = "Europe/Berlin") =>
  meetingsIn(rows, window, timezone).meetings.map(({ start }) => start.toISOString());

/** Tuesdays at 9 in Berlin, from the winter on. */
const weekly = {
  series: "S",
  start: { dateTime: "2026-03-03T08:00:00.0000000" },
  end: { dateTime: "2026-03-03T08:30:00.0000000" },
  recurrence: {
    pattern: { type: "weekly", interval: 1, daysOfWeek: ["tuesday"], firstDayOfWeek: "monday" },
    range: {
      type: "noEnd",
      startDate: "2026-03-03",
      recurrenceTimeZone: "W. Europe Standard Time",
    },
  },
};

Deno.test("meetingsIn() keeps the time of a series in its own zone when clocks change", () => {
  const expected = ["2026-03-24T08:00:00.000Z", "2026-03-31T07:00:00.000Z"];
  assert.deepEqual(starts([row(1, weekly)]), expected);
  // Whoever reads it in New York meets at the same instants.
  assert.deepEqual(starts([row(1, weekly)], "America/New_York"), expected);
});

Deno.test("meetingsIn() puts what differs from a series in the place of its day", () => {
  const moved = row(2, {
    series: "S-1",
    part_of: "S",
    type: "exception",
    original_start: "2026-03-24T08:00:00Z",
    start: { dateTime: "2026-03-26T10:00:00.0000000" },
    end: { dateTime: "2026-03-26T10:30:00.0000000" },
  });
  assert.deepEqual(starts([row(1, weekly), moved]), [
    "2026-03-26T10:00:00.000Z",
    "2026-03-31T07:00:00.000Z",
  ]);
  const cancelled = { ...moved, cancelled: true };
  assert.deepEqual(starts([row(1, weekly), cancelled]), ["2026-03-31T07:00:00.000Z"]);
  const without = row(1, { ...weekly, left_out: ["OID.S.2026-03-24"] });
  assert.deepEqual(starts([without]), ["2026-03-31T07:00:00.000Z"]);
  // It had been moved before it was cancelled, and its own row is still there.
  assert.deepEqual(starts([without, moved]), ["2026-03-31T07:00:00.000Z"]);
  const late = row(3, { ...moved, original_start: "2026-03-31T07:00:00Z" });
  assert.deepEqual(starts([without, late]), ["2026-03-26T10:00:00.000Z"]);
});

Deno.test("meetingsIn() reads whole days on the person's own clock", () => {
  const holiday = row(1, {
    all_day: true,
    start: { dateTime: "2026-03-29T00:00:00.0000000" },
    end: { dateTime: "2026-03-30T00:00:00.0000000" },
    shown_as: "free",
  });
  const [only] = meetingsIn([holiday], window, "Europe/Berlin").meetings;
  // The night of this day clocks go forward: it has 23 hours.
  assert.equal(only?.start.toISOString(), "2026-03-28T23:00:00.000Z");
  assert.equal(only?.end.toISOString(), "2026-03-29T22:00:00.000Z");
  assert.deepEqual([only?.allDay, only?.busy], [true, false]);
});

Deno.test("meetingsIn() leaves out what is cancelled or declined, and says how much", () => {
  const { meetings, leftOut } = meetingsIn(
    [row(1, { cancelled: true }), row(2, { answered: "declined" }), row(3, {})],
    window,
    "UTC",
  );
  assert.deepEqual(meetings.map(({ id }) => id), [eventId(3)]);
  assert.deepEqual(leftOut, { cancelled: 1, declined: 1 });
});

Deno.test("meetingsIn() takes half-open windows, and a meeting without length at its start", () => {
  const at = (start: string, end: string) =>
    row(1, { start: { dateTime: `${start}.0000000` }, end: { dateTime: `${end}.0000000` } });
  const count = (meeting: MeetingRow) => meetingsIn([meeting], window, "UTC").meetings.length;
  assert.equal(count(at("2026-03-22T22:00:00", "2026-03-22T23:00:00")), 0);
  assert.equal(count(at("2026-03-22T22:00:00", "2026-03-22T23:00:01")), 1);
  assert.equal(count(at("2026-03-22T23:00:00", "2026-03-22T23:00:00")), 1);
  assert.equal(count(at("2026-04-05T22:00:00", "2026-04-05T23:00:00")), 0);
  assert.equal(count(row(1, { start: null })), 0);
});
