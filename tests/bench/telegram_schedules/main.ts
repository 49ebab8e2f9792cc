/**
 * Plays random lives of a Telegram account and compares what is stored with what Telegram shows.
 *
 * usage: npx -y deno@2.9.6 task bench telegram_schedules [count] [seed]
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compared, live, schedule } from "../../unit/connectors/telegram/schedules.ts";

const [count = "500", given] = Deno.args;
const numRuns = Number(count);
const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
if (!Number.isInteger(numRuns) || numRuns < 1 || !Number.isInteger(seed)) {
  console.error("usage: npx -y deno@2.9.6 task bench telegram_schedules [count] [seed]");
  Deno.exit(2);
}

const totals = { steps: 0, calls: 0, events: 0 };
const began = performance.now();
await fc.assert(
  fc.asyncProperty(schedule, async (life) => {
    const follower = await live(life);
    const { kept, shown } = compared(follower);
    assert.deepEqual(kept, shown);
    assert.equal(follower.open, 0);
    totals.steps += life.steps.length;
    totals.calls += follower.calls.length;
    totals.events += shown.flat().length;
  }),
  { numRuns, seed },
);
const seconds = ((performance.now() - began) / 1000).toFixed(1);
const { steps, calls, events } = totals;
console.log(
  `seed ${seed}: ${numRuns} schedules, ${steps} steps, ${calls} calls, ${events} messages at the ` +
    `end; all as Telegram shows them (${seconds} s)`,
);
