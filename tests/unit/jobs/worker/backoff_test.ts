import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultBackoff, retryDelay } from "../../../../shared/jobs/worker/backoff.ts";

Deno.test("retryDelay() doubles its ceiling with each attempt, up to the cap", () => {
  const almostOne = 1 - Number.EPSILON;
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((attempts) => retryDelay(attempts, almostOne)),
    [2, 4, 8, 16, 32],
  );
  assert.equal(retryDelay(50, almostOne), defaultBackoff.cap);
});

Deno.test("retryDelay() is anywhere below the ceiling: full jitter", () => {
  assert.equal(retryDelay(5, 0), 0);
  assert.equal(retryDelay(5, 0.5), 16);
});

Deno.test("retryDelay() never waits less than the provider asked for, nor longer than the cap", () => {
  assert.equal(retryDelay(1, 0, 30), 30);
  assert.equal(retryDelay(1, 0, 864_000_000), defaultBackoff.retryAfterCap);
  assert.equal(retryDelay(1, 0, Infinity), 0);
  assert.equal(retryDelay(1, 0, NaN), 0);
  assert.equal(retryDelay(1, 0, -5), 0);
});

Deno.test("retryDelay() is a whole number of seconds within its bounds for any input", () => {
  fc.assert(fc.property(
    fc.integer({ min: -5, max: 1_000_000 }),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    fc.double(),
    (attempts, random, asked) => {
      const seconds = retryDelay(attempts, random, asked);
      assert.ok(Number.isInteger(seconds));
      assert.ok(seconds >= 0 && seconds <= defaultBackoff.retryAfterCap);
    },
  ));
});
