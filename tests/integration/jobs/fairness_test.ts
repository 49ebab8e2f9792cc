import assert from "node:assert/strict";
import { z } from "zod";
import { startJobsStack } from "./fixtures.ts";

const claims = z.array(
  z.object({ message_id: z.number(), attempts: z.number(), payload: z.unknown() }),
);
const user = z.object({ user_id: z.guid() });

Deno.test("queues are shared between people", async (t) => {
  await using test = await startJobsStack();
  const { services: { internal }, stack } = test;
  const flood = (queue: string, userId: string, count: number) =>
    stack.sql(
      `select pgmq.send_batch($1, array(
         select jsonb_build_object('type', 'embed', 'user_id', $2::text, 'n', n) from generate_series(1, $3::integer) as n))`,
      [queue, userId, count],
    );
  const claim = async (queue: string, count: number) =>
    claims.parse(
      await internal("queue_claim", { queue, claim_count: count, visibility_seconds: 60 }),
    ).map((row) => user.parse(row.payload).user_id);

  await t.step("queue_claim() serves who came last behind thousands of another's", async () => {
    const [greedy, late] = [crypto.randomUUID(), crypto.randomUUID()];
    await flood("embed", greedy, 5000);
    await flood("embed", late, 3);
    const first = await claim("embed", 100);
    assert.equal(first.length, 100, "a slice is full");
    assert.equal(first.filter((id) => id === late).length, 3);
    await stack.sql("select pgmq.purge_queue('embed')");
  });

  await t.step("queue_claim() of one at a time reaches everybody and loses nothing", async () => {
    const people = Array.from({ length: 5 }, () => crypto.randomUUID());
    await flood("summarize", people[0] ?? "", 60);
    for (const id of people.slice(1)) await flood("summarize", id, 1);
    const order: string[] = [];
    for (;;) {
      const [id] = await claim("summarize", 1);
      if (id === undefined) break;
      order.push(id);
    }
    assert.equal(order.length, 64, "each message once");
    assert.equal(new Set(order).size, 5);
    const lastOfOthers = Math.max(...people.slice(1).map((id) => order.indexOf(id)));
    assert.ok(lastOfOthers < 60, "the others need not wait for the last of sixty");
  });

  await t.step("queue_heartbeat() that comes late leaves a retry's delay as it is", async () => {
    const runId = z.guid().parse(await internal("job_run_start", { queue: "retain" }));
    for (const [result, delay] of [["retry", 5], ["failed", 5], ["retry", 900], ["failed", 900]]) {
      await stack.sql("select pgmq.purge_queue('retain')");
      await flood("retain", crypto.randomUUID(), 1);
      const turn = (settled: object[], count: number) =>
        internal("queue_turn", {
          queue: "retain",
          settled,
          claim_count: count,
          visibility_seconds: 60,
          run_id: runId,
        });
      const [held] = claims.parse(await turn([], 1));
      assert.ok(held);
      const own = { id: held.message_id, attempts: held.attempts };
      await turn([{ ...own, result, delay_seconds: delay }], 0);
      const vt = () => stack.sql("select vt::text from pgmq.q_retain");
      const before = await vt();
      const beat = { queue: "retain", held: [own], visibility_seconds: 60, run_id: runId };
      assert.equal(await internal("queue_heartbeat", beat), 0);
      assert.deepEqual(await vt(), before, `${result} ${delay}`);
    }
  });

  await t.step("dispatch_jobs() leaves a queue alone that cannot be worked on", async () => {
    await stack.sql("delete from net.http_request_queue");
    for (const queue of ["embed", "retain", "summarize"]) {
      await stack.sql("select pgmq.purge_queue($1)", [queue]);
    }
    await stack.sql("update internal.job_runs set finished_at = now() where finished_at is null");
    await flood("embed", crypto.randomUUID(), 1000);
    assert.equal(await internal("dispatch_jobs", {}), 4);
    await internal("queue_pause", { queue: "embed", reason: "not_configured", seconds: 600 });
    assert.equal(await internal("dispatch_jobs", {}), 0);
    await stack.sql("update internal.paused_queues set until = now()");
    assert.equal(await internal("dispatch_jobs", {}), 1, "one asks whether it is configured now");
    await internal("job_run_start", { queue: "embed" });
    assert.deepEqual(await stack.sql("select * from internal.paused_queues"), []);
    assert.equal(await internal("dispatch_jobs", {}), 3, "one of four runs already");
    await stack.sql("select pgmq.purge_queue('embed')");
    await stack.sql("update internal.job_runs set finished_at = now() where finished_at is null");
  });
});
