/**
 * Plays random lives of Outlook mailboxes and compares what is stored with the mailbox.
 *
 * usage: npx -y deno@2.9.6 task bench outlook_schedules [--postgres] [count] [seed]
 *
 * In memory it takes about 0.2 s a life; with --postgres about 5 s, and then what is stored is read
 * and pushed as in production: by the job, over the whole connector and the webhook.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { OutlookHouse } from "../../support/connectors/outlook_follower.ts";
import { Follower } from "../../unit/connectors/outlook/live_fixture.ts";
import { live } from "../../unit/connectors/outlook/play.ts";
import { type Schedule, schedule } from "../../unit/connectors/outlook/schedules.ts";

const [count = "1000", given] = Deno.args.filter((arg) => !arg.startsWith("-"));
const options = Deno.args.filter((arg) => arg.startsWith("-"));
const numRuns = Number(count);
const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
if (
  !Number.isInteger(numRuns) || numRuns < 1 || !Number.isInteger(seed) ||
  options.some((option) => option !== "--postgres")
) {
  console.error(
    "usage: npx -y deno@2.9.6 task bench outlook_schedules [--postgres] [count] [seed]",
  );
  Deno.exit(2);
}

const totals = { steps: 0, requests: 0, items: 0 };
const began = performance.now();
const house = options.length > 0 ? await OutlookHouse.start() : null;
try {
  await fc.assert(
    fc.asyncProperty(schedule, async (life) => {
      await (house ? playStored(house, life) : playInMemory(life));
      totals.steps += life.length;
    }),
    { numRuns, seed },
  );
} finally {
  await house?.[Symbol.asyncDispose]();
}
const seconds = ((performance.now() - began) / 1000).toFixed(1);
const { steps, requests, items } = totals;
console.log(
  `seed ${seed}: ${numRuns} schedules, ${steps} steps, ${requests} requests, ${items} mails and ` +
    `dates at the end; all stored as they are (${seconds} s)`,
);

async function playInMemory(life: Schedule): Promise<void> {
  await using follower = await Follower.start();
  await live(follower, life);
  assert.deepEqual(follower.differences(), []);
  assert.deepEqual(follower.server.violations, []);
  counted(follower);
}

async function playStored(house: OutlookHouse, life: Schedule): Promise<void> {
  house.outlook.requests.length = 0;
  const follower = await house.moveIn();
  await live(follower, life);
  assert.deepEqual(await follower.differences(), []);
  assert.deepEqual(house.outlook.violations, []);
  counted(follower);
}

function counted({ server, mailbox }: Pick<Follower, "server" | "mailbox">): void {
  totals.requests += server.requests.length;
  totals.items += mailbox.mails.size + mailbox.calendars.appointments.size;
}
