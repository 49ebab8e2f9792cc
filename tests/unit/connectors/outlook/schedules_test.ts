import assert from "node:assert/strict";
import fc from "fast-check";
import { Follower } from "./live_fixture.ts";
import { live } from "./play.ts";
import { type Rule, RULES } from "./rules.ts";
import { type Schedule, schedule } from "./schedules.ts";

/** Enough for every change of the code; `task bench outlook_schedules` plays more. */
const RUNS = 40;

/** What is wrong in the end; nothing, where every rule is kept. */
async function play(life: Schedule, without: Rule | null = null): Promise<string[]> {
  await using follower = await Follower.start({}, without);
  await live(follower, life);
  const { graph, person, violations } = follower.server;
  return [
    ...follower.differences(),
    ...without === null ? violations : [],
    ...graph.throttle(person.id).refused > 0 ? ["throttled"] : [],
  ];
}

Deno.test("readMailbox() ends where the mailbox is, whatever happened in between", async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (life) => assert.deepEqual(await play(life), [])),
    { numRuns: RUNS },
  );
});

for (const rule of RULES) {
  Deno.test(`the random schedules notice when a rule is not kept: ${rule}`, async () => {
    // By what is stored in the end, and by no exception on the way; with one seed, so that it is quick.
    const { failed, errorInstance } = await fc.check(
      fc.asyncProperty(schedule, async (life) => assert.deepEqual(await play(life, rule), [])),
      { seed: 3, numRuns: 500, endOnFailure: true },
    );
    assert.ok(failed && errorInstance instanceof assert.AssertionError, String(errorInstance));
  });
}
