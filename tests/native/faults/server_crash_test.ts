import assert from "node:assert/strict";
import { recordFault } from "./support/record.ts";
import { startWorker } from "./support/worker_process.ts";
import {
  addPerson,
  assertSettled,
  counts,
  createWorld,
  drain,
  messages,
  reset,
  storeEvents,
  waiting,
} from "./support/world.ts";

const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

Deno.test("a server that stops at once in the middle of everything loses nothing that it confirmed", async () => {
  await using world = await createWorld();
  await reset(world);
  const { userId } = await addPerson(world);
  world.provider.refuse = async () => {
    await sleep(100);
    return null;
  };

  const confirmed = new Map<string, string>();
  let refused = 0;
  let writing = true;
  const writer = (async () => {
    for (let batch = 0; writing; batch++) {
      const texts = messages(`batch-${batch}`, 20);
      // Repeated until it is confirmed, as every connector does.
      while (writing) {
        try {
          await storeEvents(world, userId, texts);
          for (const [id, text] of texts) confirmed.set(id, text);
          break;
        } catch {
          refused++;
          await sleep(50);
        }
      }
      await sleep(40);
    }
  })();
  const workers = [1, 2, 3].map(() => startWorker(world.worker("embed", { runs: 100_000 })));

  for (let crash = 0; crash < 2; crash++) {
    const reached = world.provider.requests.length + 4;
    while (world.provider.requests.length < reached) await sleep(20);
    await world.server.crash();
    await sleep(200);
    await world.server.restart();
  }
  await sleep(500);
  writing = false;
  await writer;
  const before = await counts(world);
  await drain(world, world.worker("embed"));
  for (const worker of workers) worker.signal("SIGKILL");
  await Promise.all(workers.map((worker) => worker.ended));
  assert.equal(await waiting(world, "embed"), 0);

  // What was refused may have been stored all the same: only the confirmation was lost.
  const stored = await world.sql`select external_id, text_for_embedding from public.events`;
  const all = new Map(stored.map((row) => [row["external_id"], row["text_for_embedding"]]));
  for (const [id, text] of confirmed) assert.equal(all.get(id), text, `${id} was confirmed`);
  assert.ok(refused > 0, "the writer noticed");
  assert.ok(workers.some((worker) => worker.lines.some((line) => line.failed)), "so did a worker");
  await assertSettled(world, all);
  await recordFault(
    "Postgres stop -m immediate, twice, with 3 workers and a writer",
    2,
    before,
    await counts(world),
    "all that was confirmed is there",
  );
});
