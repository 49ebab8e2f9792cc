import assert from "node:assert/strict";
import fc from "fast-check";
import { compared, live, schedule } from "./schedules.ts";

/** Enough for every change of the code; `tests/bench/telegram_schedules.ts` plays more. */
const RUNS = 40;

Deno.test("readAccount() ends where Telegram is, whatever happened in between", async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (life) => {
      const follower = await live(life);
      const { kept, shown } = compared(follower);
      assert.deepEqual(kept, shown);
      assert.equal(follower.open, 0, "every connection was closed");
    }),
    { numRuns: RUNS },
  );
});
