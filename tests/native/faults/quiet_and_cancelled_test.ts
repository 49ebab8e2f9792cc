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
  passTime,
  reset,
  storeEvents,
} from "./support/world.ts";

Deno.test("nothing to do costs nothing, and a cancelled clean-up is taken up again", async (t) => {
  await using world = await createWorld();
  const { sql } = world;

  await t.step("100 ticks on empty queues", async () => {
    await reset(world);
    await sql`select vault.create_secret('http://127.0.0.1:1', 'project_url')`;
    await sql`select vault.create_secret('sb_secret_test', 'secret_key')`;
    const before = await counts(world);
    const started = performance.now();
    for (let tick = 0; tick < 100; tick++) {
      const [row] = await sql`select internal.dispatch_jobs() as woken`;
      assert.equal(row?.["woken"], 0);
    }
    const milliseconds = (performance.now() - started) / 100;
    const [left] = await sql`select
      (select count(*)::integer from net.http_request_queue) as requests,
      (select count(*)::integer from internal.job_runs) as runs`;
    assert.deepEqual({ ...left }, { requests: 0, runs: 0 });
    await recordFault(
      "100 ticks on empty queues",
      100,
      before,
      await counts(world),
      `no request, no run, ${milliseconds.toFixed(1)} ms a tick`,
    );
  });

  await t.step("a lost wake-up costs one tick", async () => {
    await reset(world);
    await storeEvents(world, (await addPerson(world)).userId, messages("waiting", 3));
    const woken = async () => (await sql`select internal.dispatch_jobs() as woken`)[0]?.["woken"];
    assert.equal(await woken(), 1);
    await sql`delete from net.http_request_queue`;
    assert.equal(await woken(), 1, "the next tick asks again, because the queue is the truth");
    await sql`delete from net.http_request_queue`;
  });

  await t.step("retention cancelled half way", async () => {
    await reset(world);
    const { userId } = await addPerson(world);
    const staying = messages("stays", 30);
    await storeEvents(world, userId, new Map([...staying, ...messages("goes-0", 270)]));
    await drain(world, world.worker("embed"));
    // The rest goes before it is embedded; building the vector index is not what this is about.
    for (let n = 1; n < 7; n++) await storeEvents(world, userId, messages(`goes-${n}`, 205));
    await sql`select pgmq.purge_queue('embed')`;
    await sql`update public.events set expires_at = now() - interval '1 day' where external_id like 'goes-%'`;
    await sql`select internal.queue_retention()`;
    const before = await counts(world);

    const worker = startWorker(world.worker("retain"));
    const left = async () =>
      Number(
        (await sql`select count(*)::integer as n from public.events where expires_at < now()`)[0]
          ?.["n"],
      );
    while (await left() > 1000) await new Promise((resolve) => setTimeout(resolve, 5));
    // As an operator would, and as a timeout of the server does.
    await sql`select pg_cancel_backend(pid) from pg_stat_activity where query like '%retention_%' and pid <> pg_backend_pid()`;
    worker.signal("SIGKILL");
    await worker.ended;
    const halfway = await left();
    assert.ok(halfway > 0 && halfway < 1500, `${halfway} events are left`);
    assert.equal(halfway % 500, 0, "a batch went as a whole or not at all");

    await passTime(world);
    await drain(world, world.worker("retain"));
    await assertSettled(world, staying);
    const audits = await sql`
      select events, finished_at is not null as finished from internal.deletion_audit order by started_at`;
    assert.equal(audits.reduce((sum, row) => sum + Number(row["events"]), 0), 1500);
    assert.deepEqual(audits.map((row) => row["finished"]), [false, true]);
    await recordFault(
      "retention cancelled and killed half way",
      1,
      before,
      await counts(world),
      `${halfway} of 1500 were left, all gone after the next run, each counted once`,
    );
  });
});
