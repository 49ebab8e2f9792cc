import assert from "node:assert/strict";
import fc from "fast-check";
import { OutlookHouse } from "../../support/connectors/outlook_follower.ts";
import { live } from "../../unit/connectors/outlook/play.ts";
import { schedule } from "../../unit/connectors/outlook/schedules.ts";

/** The same lives each time; `task bench outlook_schedules` plays others, and more. */
const LIVES = { seed: 20_261_125, numRuns: 4 };

Deno.test("what is stored of Outlook ends where the mailbox is, whatever happened in between", async () => {
  await using house = await OutlookHouse.start();
  await fc.assert(
    fc.asyncProperty(schedule, async (life) => {
      const follower = await house.moveIn();
      await live(follower, life);
      assert.deepEqual(await follower.differences(), []);
      assert.deepEqual(house.outlook.violations, []);
    }),
    LIVES,
  );
});
