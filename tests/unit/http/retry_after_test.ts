import assert from "node:assert/strict";
import { longestRetryAfter, parseRetryAfter } from "../../../shared/http/retry_after.ts";

const now = new Date("1994-11-06T08:49:30Z");

Deno.test("parseRetryAfter() reads seconds and dates", () => {
  assert.equal(parseRetryAfter("0", now), 0);
  assert.equal(parseRetryAfter(" 120 ", now), 120);
  assert.equal(parseRetryAfter("1.5", now), 1.5);
  assert.equal(parseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", now), 7);
  assert.equal(parseRetryAfter("Sun, 06 Nov 1994 08:49:00 GMT", now), 0);
});

Deno.test("parseRetryAfter() believes nobody longer than an hour", () => {
  assert.equal(parseRetryAfter("99999999999999999999", now), longestRetryAfter);
  assert.equal(parseRetryAfter("Fri, 31 Dec 1999 23:59:59 GMT", now), longestRetryAfter);
});

Deno.test("parseRetryAfter() gives nothing for what is neither", () => {
  const garbage = [
    undefined,
    null,
    "",
    "soon",
    "-5",
    "1e3",
    "Infinity",
    "10 seconds",
    "1994-11-06T08:49:37Z",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun, 99 Nov 1994 08:49:37 GMT",
  ];
  for (const header of garbage) assert.equal(parseRetryAfter(header, now), undefined, header ?? "");
});
