import assert from "node:assert/strict";
import { z } from "zod";
import { startTestStack } from "../../support/stack.ts";

const grants = z.tuple([z.object({
  granted: z.boolean(),
  remaining: z.number(),
  retry_after_seconds: z.number(),
})]);

Deno.test("take_rate_limit()", async (t) => {
  await using test = await startTestStack();
  const { services: { internal }, stack } = test;
  const take = async (bucket: string, allowed: number) =>
    grants.parse(await internal("take_rate_limit", { bucket, allowed, window_seconds: 60 }))[0];
  /** As if so many seconds had passed. */
  const age = (bucket: string, seconds: number) =>
    stack.sql(
      `update internal.rate_limits set granted_at =
         array(select g - make_interval(secs => $2::integer) from unnest(granted_at) as g) where bucket = $1`,
      [bucket, seconds],
    );

  await t.step("grants exactly as many of 300 parallel calls as are allowed", async () => {
    const bucket = `parallel:${crypto.randomUUID()}`;
    const taken = await Promise.all(Array.from({ length: 300 }, () => take(bucket, 120)));
    assert.equal(taken.filter((grant) => grant.granted).length, 120);
    assert.ok(taken.every((grant) => grant.remaining >= 0 && grant.remaining < 120));
    // What was held back is counted by the bucket's name alone; the rest of it is somebody's id.
    assert.deepEqual(
      await stack.sql(
        `select labels, sum(total)::integer as total from internal.counters
         where metric = 'rate_limited_total' and labels ->> 'bucket' = 'parallel' group by 1`,
      ),
      [{ labels: { bucket: "parallel" }, total: 180 }],
    );
  });

  await t.step("has no edge at which twice as many pass", async () => {
    const bucket = `edge:${crypto.randomUUID()}`;
    for (let n = 0; n < 10; n++) assert.ok((await take(bucket, 10)).granted);
    for (const seconds of [20, 20, 15]) {
      await age(bucket, seconds);
      assert.equal((await take(bucket, 10)).granted, false);
    }
    const { retry_after_seconds } = await take(bucket, 10);
    assert.ok(retry_after_seconds >= 1 && retry_after_seconds <= 5, `${retry_after_seconds}`);
    await age(bucket, retry_after_seconds);
    assert.ok((await take(bucket, 10)).granted, "Retry-After is long enough");
  });

  await t.step("says what it needs", async () => {
    for (const args of [{ allowed: 0, window_seconds: 60 }, { allowed: 1, window_seconds: 0 }]) {
      await assert.rejects(internal("take_rate_limit", { bucket: "x", ...args }), {
        code: "22023",
      });
    }
  });
});
