import assert from "node:assert/strict";
import { parseTimeWindow } from "../../../../shared/agents/time/time_window.ts";

const berlin = "Europe/Berlin";
const back = "2026-10-25T12:00:00Z";
const forward = "2026-03-29T12:00:00Z";

const table: [now: string, zone: string, prompt: string, window: string | null][] = [
  // Two o'clock comes twice: a window begins with its first turn and ends after its second.
  [back, berlin, "between 2 and 4am", "2026-10-25T00:00Z 2026-10-25T03:00Z"],
  [back, berlin, "between 2 and 3am", "2026-10-25T00:00Z 2026-10-25T02:00Z"],
  [back, berlin, "between 2:15 and 2:45am", "2026-10-25T00:15Z 2026-10-25T01:45Z"],
  [back, berlin, "from 1:30 to 2:30", "2026-10-24T23:30Z 2026-10-25T01:30Z"],
  [back, berlin, "between 1 and 4am", "2026-10-24T23:00Z 2026-10-25T03:00Z"],
  [back, berlin, "since 2am", "2026-10-25T00:00Z 2026-10-25T12:00Z"],
  [back, berlin, "since 2:30am", "2026-10-25T00:30Z 2026-10-25T12:00Z"],
  [back, berlin, "before 2am", "2026-10-24T22:00Z 2026-10-25T00:00Z"],
  [back, berlin, "before 3am", "2026-10-24T22:00Z 2026-10-25T02:00Z"],
  [back, berlin, "today", "2026-10-24T22:00Z 2026-10-25T23:00Z"],
  [back, berlin, "since midnight", "2026-10-24T22:00Z 2026-10-25T12:00Z"],
  [back, berlin, "zwischen 2 und 4 Uhr", "2026-10-25T00:00Z 2026-10-25T03:00Z"],
  [back, berlin, "entre 2h et 4h", "2026-10-25T00:00Z 2026-10-25T03:00Z"],
  ["2026-10-26T12:00:00Z", berlin, "yesterday", "2026-10-24T22:00Z 2026-10-25T23:00Z"],
  [
    "2026-10-26T12:00:00Z",
    berlin,
    "yesterday between 2 and 4am",
    "2026-10-25T00:00Z 2026-10-25T03:00Z",
  ],
  ["2026-10-26T12:00:00Z", berlin, "last 24 hours", "2026-10-25T12:00Z 2026-10-26T12:00Z"],
  // Asked in the second turn of the hour that comes twice.
  ["2026-10-25T01:30:00Z", berlin, "since 2am", "2026-10-25T00:00Z 2026-10-25T01:30Z"],
  ["2026-10-25T01:30:00Z", berlin, "last hour", "2026-10-25T00:30Z 2026-10-25T01:30Z"],
  ["2026-10-25T01:30:00Z", berlin, "so far today", "2026-10-24T22:00Z 2026-10-25T01:30Z"],
  // Two o'clock is left out: the clock jumps to three.
  [forward, berlin, "between 2 and 4am", "2026-03-29T01:00Z 2026-03-29T02:00Z"],
  [forward, berlin, "between 1 and 4am", "2026-03-29T00:00Z 2026-03-29T02:00Z"],
  [forward, berlin, "since 2:30am", "2026-03-29T01:00Z 2026-03-29T12:00Z"],
  [forward, berlin, "before 2:30am", "2026-03-28T23:00Z 2026-03-29T01:00Z"],
  [forward, berlin, "between 2 and 3am", null],
  [forward, berlin, "today", "2026-03-28T23:00Z 2026-03-29T22:00Z"],
  [
    "2026-11-01T12:00:00Z",
    "America/New_York",
    "between 1 and 2am",
    "2026-11-01T05:00Z 2026-11-01T07:00Z",
  ],
  ["2026-03-08T12:00:00Z", "America/New_York", "since 2am", "2026-03-08T07:00Z 2026-03-08T12:00Z"],
  // Half an hour is repeated.
  [
    "2026-04-04T20:00:00Z",
    "Australia/Lord_Howe",
    "between 1:30 and 2am",
    "2026-04-04T14:30Z 2026-04-04T15:30Z",
  ],
  // Clocks change at midnight: that day begins at one.
  ["2026-09-06T15:00:00Z", "America/Santiago", "today", "2026-09-06T04:00Z 2026-09-07T03:00Z"],
];

Deno.test("parseTimeWindow() covers hours that come twice and passes over those that are left out", () => {
  for (const [now, zone, prompt, expected] of table) {
    const window = parseTimeWindow(prompt, new Date(now), zone);
    const short = (date: Date) => date.toISOString().replace(":00.000Z", "Z");
    const read = window && `${short(window.start)} ${short(window.end)}`;
    assert.equal(read, expected, `${prompt}, ${now}, ${zone}`);
  }
});
