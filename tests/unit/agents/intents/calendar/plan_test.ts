import assert from "node:assert/strict";
import fc from "fast-check";
import type { Meeting } from "../../../../../shared/agents/intents/calendar/meeting.ts";
import {
  clashesIn,
  freeIn,
  namesDays,
  workingTime,
} from "../../../../../shared/agents/intents/calendar/plan.ts";
import { eventId } from "../../../../support/evidence.ts";

const minute = 60_000;
const base = Date.parse("2026-03-23T08:00:00Z");
function meeting(
  number: number,
  from: number,
  to: number,
  changes: Partial<Meeting> = {},
): Meeting {
  return {
    kind: "event",
    id: eventId(number),
    title: `Meeting ${number}`,
    start: new Date(base + from * minute),
    end: new Date(base + to * minute),
    allDay: false,
    busy: true,
    location: null,
    people: [],
    url: null,
    occurredAt: "2026-03-01T00:00:00Z",
    ...changes,
  };
}
const window = { start: new Date(base), end: new Date(base + 480 * minute) };
const minutes = (stretches: { start: Date; end: Date }[]) =>
  stretches.map(({ start, end }) => [start, end].map((at) => (at.getTime() - base) / minute));

Deno.test("freeIn() leaves what nothing busy lies in, and no shorter than asked", () => {
  const meetings = [
    meeting(1, -30, 30),
    meeting(2, 60, 120),
    meeting(3, 90, 180),
    meeting(4, 200, 210),
    meeting(5, 300, 400, { busy: false }),
  ];
  assert.deepEqual(minutes(freeIn(meetings, window, null, 30 * minute)), [[30, 60], [210, 480]]);
  assert.deepEqual(minutes(freeIn(meetings, window, null, 45 * minute)), [[210, 480]]);
});

const someMeetings = fc.array(
  fc.tuple(fc.integer({ min: -60, max: 540 }), fc.integer({ min: 0, max: 200 })),
  {
    maxLength: 12,
  },
).map((all) =>
  all.map(([from, length], index) => meeting(index + 1, from, from + length))
    .toSorted((a, b) => a.start.getTime() - b.start.getTime())
);

Deno.test("freeIn() and the busy times make up the window, minute by minute", () => {
  fc.assert(fc.property(someMeetings, (meetings) => {
    const free = freeIn(meetings, window, null, 1);
    for (let at = base; at < window.end.getTime(); at += minute) {
      const isIn = ({ start, end }: { start: Date; end: Date }) =>
        start.getTime() <= at && at < end.getTime();
      assert.equal(free.some(isIn), !meetings.some(isIn));
    }
  }));
});

Deno.test("clashesIn() has every pair that overlaps, once", () => {
  fc.assert(fc.property(someMeetings, (meetings) => {
    const pairs = meetings.flatMap((one, index) =>
      meetings.slice(index + 1).filter((other) =>
        Math.max(one.start.getTime(), other.start.getTime()) <
          Math.min(one.end.getTime(), other.end.getTime())
      )
    );
    assert.equal(clashesIn(meetings, 1000).length, pairs.length);
  }));
  const whole = meeting(1, 0, 1440, { allDay: true });
  assert.deepEqual(clashesIn([whole, meeting(2, 10, 20), meeting(3, 20, 30)], 10), []);
});

Deno.test("workingTime() has no weekends, and keeps to the clock when it changes", () => {
  // Friday to Monday, with the last Sunday of March between.
  const days = { start: new Date("2026-03-26T23:00:00Z"), end: new Date("2026-03-30T22:00:00Z") };
  assert.deepEqual(
    workingTime(days, "Europe/Berlin").map(({ start, end }) =>
      [start, end].map((at) => at.toISOString())
    ),
    [
      ["2026-03-27T08:00:00.000Z", "2026-03-27T16:00:00.000Z"],
      ["2026-03-30T07:00:00.000Z", "2026-03-30T15:00:00.000Z"],
    ],
  );
});

Deno.test("namesDays() tells days from times of a day", () => {
  const now = new Date("2026-03-23T10:20:30Z");
  const [start, end] = [new Date("2026-03-23T23:00:00Z"), new Date("2026-03-24T23:00:00Z")];
  assert.equal(namesDays({ start, end }, now, "Europe/Berlin"), true);
  assert.equal(namesDays({ start: now, end }, now, "Europe/Berlin"), true);
  assert.equal(namesDays({ start, end }, now, "UTC"), false);
});
