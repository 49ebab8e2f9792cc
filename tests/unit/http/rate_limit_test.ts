import assert from "node:assert/strict";
import { ProblemError } from "../../../shared/http/errors.ts";
import { takeRateLimit } from "../../../shared/http/rate_limit.ts";

Deno.test("takeRateLimit() counts one request of its bucket in a minute", async () => {
  const calls: unknown[] = [];
  const headers = await takeRateLimit(
    (name, args) => {
      calls.push([name, args]);
      return Promise.resolve([{ granted: true, remaining: 6, retry_after_seconds: 12 }]);
    },
    "prompts:user",
    7,
  );
  assert.deepEqual(calls, [
    ["take_rate_limit", { bucket: "prompts:user", allowed: 7, window_seconds: 60 }],
  ]);
  assert.deepEqual(headers, {
    "ratelimit-policy": '"minute";q=7;w=60',
    "ratelimit": '"minute";r=6',
  });
});

Deno.test("takeRateLimit() throws 429 with Retry-After beyond the limit", async () => {
  const limited = (rows: unknown) =>
    takeRateLimit(() => Promise.resolve(rows), "b", 1).then(
      () => assert.fail("granted"),
      (error: unknown) => {
        assert.ok(error instanceof ProblemError);
        return [error.status, error.code, error.detail, error.extra.headers];
      },
    );
  assert.deepEqual(
    await limited([{ granted: false, remaining: 0, retry_after_seconds: 12 }]),
    [429, "too_many_requests", "Try again in 12 seconds", {
      "ratelimit-policy": '"minute";q=1;w=60',
      "ratelimit": '"minute";r=0;t=12',
      "retry-after": "12",
    }],
  );
  // Nothing counted is nothing granted.
  assert.deepEqual(
    await limited([]),
    [429, "too_many_requests", "Try again in 60 seconds", {
      "ratelimit-policy": '"minute";q=1;w=60',
      "ratelimit": '"minute";r=0;t=60',
      "retry-after": "60",
    }],
  );
});

Deno.test("takeRateLimit() grants nothing when the database answers something else", async () => {
  await assert.rejects(takeRateLimit(() => Promise.resolve("granted"), "b", 1));
  await assert.rejects(takeRateLimit(() => Promise.reject(new Error("down")), "b", 1), /down/);
});
