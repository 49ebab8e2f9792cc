import assert from "node:assert/strict";
import type { Refusal } from "../../providers/embeddings_server.ts";
import { recordFault } from "./support/record.ts";
import { startWorker, type WorkerProcess } from "./support/worker_process.ts";
import {
  addPerson,
  assertSettled,
  counts,
  createWorld,
  drain,
  messages,
  reset,
  send,
  storeEvents,
  waiting,
} from "./support/world.ts";

/** 429 with Retry-After in every form that providers are known for. */
const forms: [name: string, headers: () => Record<string, string>][] = [
  ["seconds", () => ({ "retry-after": "1" })],
  ["date", () => ({ "retry-after": new Date(Date.now() + 1000).toUTCString() })],
  ["absent", () => ({})],
  ["huge", () => ({ "retry-after": "864000000" })],
  ["garbage", () => ({ "retry-after": "soon" })],
];

Deno.test("a provider that refuses, and messages that nobody can do, hold nothing else up", async (t) => {
  await using world = await createWorld();

  await t.step("20 % of the calls answer 429", async () => {
    await reset(world);
    const { userId } = await addPerson(world);
    const texts = new Map<string, string>();
    const given = new Map<string, number>();
    let calls = 0;
    let refusals = 0;
    world.provider.refuse = (): Refusal | null => {
      if (calls++ % 5 !== 4) return null;
      const [name, headers] = forms[refusals++ % forms.length] ?? ["absent", () => ({})];
      given.set(name, (given.get(name) ?? 0) + 1);
      return { status: 429, headers: headers(), type: "rate_limit_error" };
    };
    // Bits, so that there are many calls rather than a few big ones.
    const worker = startWorker(world.worker("embed", { runs: 100_000 }));
    for (let bit = 0; bit < 60; bit++) {
      const more = messages(`bit-${bit}`, 3);
      await storeEvents(world, userId, more);
      for (const [id, text] of more) texts.set(id, text);
      const asked = world.provider.requests.length;
      while (world.provider.requests.length === asked) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    const before = await counts(world);
    await drain(world, world.worker("embed"));
    worker.signal("SIGKILL");
    await worker.ended;
    await assertSettled(world, texts);
    const after = await counts(world);
    assert.equal(after.dead, 0);
    assert.deepEqual([...given.keys()].sort(), forms.map(([name]) => name).sort());
    await recordFault(
      `429 with Retry-After as ${forms.map(([name]) => name).join(", ")}`,
      refusals,
      before,
      after,
      `${refusals} of ${calls} calls refused, all embedded`,
    );
  });

  await t.step("poison among 100 good messages", async () => {
    await reset(world);
    const { userId } = await addPerson(world);
    const good = messages("good", 100);
    // Stored in the order of their ids: the bad ones are in the first slice with almost all others.
    const bad = new Map([["a-killer", "KILLER"], ["a-poison", "POISON"]]);
    const all = new Map([...bad, ...good]);
    await storeEvents(world, userId, all);
    const embed = { type: "embed", user_id: userId, object_type: "event", object_id: userId };
    await send(world, "embed", { ...embed, version: 2 });
    await send(world, "embed", { ...embed, version: 1, type: "translate" });
    await send(world, "embed", { ...embed, version: 1, object_id: "not an id" });
    await world.sql`select pgmq.send('embed', '"not even an object"'::jsonb)`;
    await world.sql`select pgmq.send('embed', null::jsonb)`;
    const before = await counts(world);

    let worker: WorkerProcess | null = null;
    let killed = 0;
    world.provider.refuse = ({ input }) => {
      if (input.includes("KILLER")) {
        // As a message that makes a worker run out of memory.
        killed++;
        worker?.signal("SIGKILL");
      }
      return input.includes("POISON") ? { status: 400, type: "invalid_request_error" } : null;
    };
    for (let round = 0; await waiting(world, "embed") > 0; round++) {
      assert.ok(round < 30, "the queue empties");
      worker = startWorker(world.worker("embed", { runs: 20 }));
      await worker.ended;
    }
    await assertSettled(world, all, { unembedded: new Set(bad.keys()) });
    const letters = await world.sql`
      select cause, count(*)::integer as n, max(attempts)::integer as attempts
      from internal.dead_letters group by cause order by cause`;
    assert.deepEqual(letters.map((row) => ({ ...row })), [
      { cause: "no_attempt_ended", n: 1, attempts: 9 },
      { cause: "status_400", n: 1, attempts: letters[1]?.["attempts"] },
      { cause: "unknown_type_or_version", n: 5, attempts: letters[2]?.["attempts"] },
    ]);
    assert.ok(killed >= 3, `the killer killed ${killed} workers`);
    await recordFault(
      "poison among 100: 5 payloads, 1 text, 1 killer of workers",
      killed,
      before,
      await counts(world),
      "7 dead letters with their causes, 100 embedded",
    );

    const [row] = await world.sql`
      select internal.queue_requeue(array(select id from internal.dead_letters
        where cause in ('status_400', 'no_attempt_ended'))) as n`;
    assert.equal(row?.["n"], 2, "what a person mended is put back by one call");
    world.provider.refuse = () => null;
    await drain(world, world.worker("embed"));
    await assertSettled(world, all);
  });
});
