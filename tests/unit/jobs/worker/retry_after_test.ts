import assert from "node:assert/strict";
import fc from "fast-check";
import { longestRetryAfter, parseRetryAfter } from "../../../../shared/http/retry_after.ts";

const now = new Date("2026-01-31T09:00:00Z");

Deno.test("parseRetryAfter() reads seconds", () => {
  assert.equal(parseRetryAfter("0", now), 0);
  assert.equal(parseRetryAfter("120", now), 120);
  assert.equal(parseRetryAfter(" 7 ", now), 7);
  assert.equal(parseRetryAfter("1.5", now), 1.5);
});

Deno.test("parseRetryAfter() reads a date, and takes one in the past for now", () => {
  assert.equal(parseRetryAfter("Sat, 31 Jan 2026 09:01:30 GMT", now), 90);
  assert.equal(parseRetryAfter("Sat, 31 Jan 2026 08:00:00 GMT", now), 0);
});

Deno.test("parseRetryAfter() counts from the present time by default", () => {
  const soon = new Date(Date.now() + 60_000).toUTCString();
  const seconds = parseRetryAfter(soon) ?? NaN;
  assert.ok(seconds > 50 && seconds <= 60, `${seconds}`);
});

Deno.test("parseRetryAfter() believes nobody longer than an hour", () => {
  assert.equal(parseRetryAfter("864000000", now), longestRetryAfter);
  assert.equal(parseRetryAfter("9".repeat(400), now), longestRetryAfter);
  assert.equal(parseRetryAfter("Fri, 31 Dec 9999 23:59:59 GMT", now), longestRetryAfter);
});

Deno.test("parseRetryAfter() gives nothing when the header is absent or garbage", () => {
  for (
    const header of [
      null,
      undefined,
      "",
      "soon",
      "-1",
      "1e3",
      "0x10",
      "Infinity",
      "12 seconds",
      "2026-01-31T09:01:30Z",
      "Sat, 99 Jan 2026 09:01:30 GMT",
    ]
  ) assert.equal(parseRetryAfter(header, now), undefined, String(header));
});

Deno.test("parseRetryAfter() stays within its bounds for any text", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const seconds = parseRetryAfter(text, now);
    assert.ok(seconds === undefined || (seconds >= 0 && seconds <= longestRetryAfter));
  }));
});
