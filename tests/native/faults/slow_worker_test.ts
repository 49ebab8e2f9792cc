import assert from "node:assert/strict";
import { recordFault } from "./support/record.ts";
import { startWorker, type WorkerProcess } from "./support/worker_process.ts";
import {
  addPerson,
  assertSettled,
  counts,
  createWorld,
  drain,
  messages,
  passTime,
  reset,
  send,
  storeEvents,
  waiting,
  type World,
} from "./support/world.ts";

const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

async function ingestMessage(world: World, person: { userId: string; accountId: string }) {
  await send(world, "ingest", {
    type: "ingest",
    version: 1,
    user_id: person.userId,
    linked_account_id: person.accountId,
  });
}

Deno.test("workers that are slow, frozen or at the same account stay out of each other's way", async (t) => {
  await using world = await createWorld();

  await t.step("a handler that outlives its visibility timeout keeps its messages", async () => {
    await reset(world);
    const texts = messages("slow", 20);
    await storeEvents(world, (await addPerson(world)).userId, texts);
    const before = await counts(world);
    world.provider.requests.length = 0;
    world.provider.refuse = async () => {
      await sleep(3500);
      return null;
    };
    const workers = [1, 2].map(() => startWorker(world.worker("embed", { runs: 3 })));
    await Promise.all(workers.map((worker) => worker.ended));
    await assertSettled(world, texts);
    assert.equal(world.provider.requests.length, 1, "the second worker found nothing to do");
    await recordFault(
      "handler outlives its visibility timeout (3.5 s of 1 s)",
      1,
      before,
      await counts(world),
      "embedded by one worker",
    );
  });

  await t.step("a frozen worker's late result does not count", async () => {
    await reset(world);
    const { userId } = await addPerson(world);
    const texts = messages("frozen", 10);
    await storeEvents(world, userId, texts);
    let frozen: WorkerProcess | null = null;
    let held = 0;
    world.provider.refuse = () => {
      // Frozen when its vectors are on their way; whoever asks after it is served.
      if (held++ === 0) frozen?.signal("SIGSTOP");
      return null;
    };
    frozen = startWorker(world.worker("embed"));
    while (held === 0) await sleep(20);
    const before = await counts(world);
    // Meanwhile its claims run out, and what it holds is changed and embedded by another.
    await drain(world, world.worker("embed"));
    const edited = new Map([...texts].map(([id, text]) => [id, `${text}, edited`]));
    await storeEvents(world, userId, edited);
    await drain(world, world.worker("embed"));
    frozen.signal("SIGCONT");
    await frozen.ended;
    assert.deepEqual(frozen.lines.at(-1)?.report?.["completed"], 0, "it settled nothing");
    await assertSettled(world, edited);
    await recordFault(
      "worker frozen beyond its timeout, content edited meanwhile",
      1,
      before,
      await counts(world),
      "the newer vectors stand",
    );
  });

  await t.step("two workers never read one account at once", async () => {
    await reset(world);
    const person = await addPerson(world);
    const texts = messages("shared", 15);
    const entries = [...texts].map(([id, text]) => ({ id, text }));
    world.journals.journals.set(person.providerAccountId, entries);
    world.journals.beforePage = () => sleep(150);
    world.journals.mostReaders = 0;
    await ingestMessage(world, person);
    await ingestMessage(world, person);
    const before = await counts(world);
    const workers = [1, 2].map(() => startWorker(world.worker("ingest")));
    await Promise.all(workers.map((worker) => worker.ended));
    // The reading that ends lets the next one begin: whoever is still there takes the second message.
    assert.ok(await waiting(world, "ingest") <= 1, "one reading is left at most");
    await passTime(world);
    await drain(world, world.worker("ingest"));
    await drain(world, world.worker("embed"));
    assert.equal(world.journals.mostReaders, 1);
    await assertSettled(world, texts);
    await recordFault("two workers, one account", 1, before, await counts(world), "one reader");
  });

  await t.step("a worker that lost its account cannot put an old page over a new one", async () => {
    await reset(world);
    const person = await addPerson(world);
    const texts = messages("lease", 6);
    const entries = [...texts].map(([id]) => ({ id, text: "Before the edit" }));
    world.journals.journals.set(person.providerAccountId, entries);
    await ingestMessage(world, person);
    let frozen: WorkerProcess | null = null;
    world.journals.beforePage = (_account, position) => {
      if (position === 3) frozen?.signal("SIGSTOP");
    };
    frozen = startWorker(world.worker("ingest"));
    while (world.journals.requests === 0 || (await counts(world)).events < 3) await sleep(20);
    await sleep(300);
    world.journals.beforePage = () => {};
    entries.push(...[...texts].map(([id, text]) => ({ id, text })));
    const before = await counts(world);
    await passTime(world);
    await drain(world, world.worker("ingest"));
    frozen.signal("SIGCONT");
    await frozen.ended;
    await passTime(world);
    await drain(world, world.worker("ingest"));
    await drain(world, world.worker("embed"));
    await assertSettled(world, texts);
    await recordFault(
      "worker frozen with a page in hand, account read on by another",
      1,
      before,
      await counts(world),
      "the edits stand",
    );
  });
});
