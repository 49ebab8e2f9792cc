import assert from "node:assert/strict";
import { z } from "zod";
import type { TestStack } from "../../support/stack.ts";
import { startJobsStack, waiting } from "./fixtures.ts";

const queue = "summarize";
const claims = z.array(z.object({
  message_id: z.number(),
  attempts: z.number(),
  payload: z.unknown(),
}));

async function clear({ stack }: TestStack): Promise<void> {
  await stack.sql("select pgmq.purge_queue('summarize')");
  await stack.sql("select pgmq.purge_queue('retain')");
  await stack.sql("delete from internal.dead_letters");
}

Deno.test("the queue functions", async (t) => {
  await using test = await startJobsStack();
  const { services: { internal }, stack } = test;
  const runId = z.guid().parse(await internal("job_run_start", { queue }));

  const put = (...messages: unknown[]) =>
    internal("queue_send", { queue, messages, delay_seconds: 0 });
  const turn = async (settled: object[], count: number) =>
    claims.parse(
      await internal("queue_turn", {
        queue,
        settled,
        claim_count: count,
        visibility_seconds: 60,
        run_id: runId,
      }),
    );
  const due = () => stack.sql("update pgmq.q_summarize set vt = now() - interval '1 second'");
  const numbers = (rows: { payload: unknown }[]) =>
    rows.map((row) => (row.payload as { n: number }).n).sort((a, b) => a - b);

  await t.step("queue_turn() claims what is visible, and hides it", async () => {
    await clear(test);
    await put({ n: 1 }, { n: 2 }, { n: 3 });
    const first = await turn([], 2);
    assert.deepEqual(numbers(first), [1, 2]);
    assert.deepEqual(first.map((row) => row.attempts), [1, 1]);
    assert.deepEqual(numbers(await turn([], 10)), [3]);
    assert.deepEqual(await turn([], 10), []);
  });

  await t.step("queue_turn() settles and queues what follows in one transaction", async () => {
    await clear(test);
    await put({ n: 1 });
    const [claim] = await turn([], 1);
    assert.ok(claim);
    const settled = [{
      id: claim.message_id,
      attempts: 1,
      result: "done",
      next: [
        { queue: "retain", message: { type: "retain", version: 1 } },
        { queue, message: { n: 2 }, delay_seconds: 60 },
      ],
    }];
    assert.deepEqual(await turn(settled, 10), [], "what follows is postponed");
    assert.deepEqual(await waiting(test, "retain"), [{ type: "retain", version: 1 }]);
    assert.deepEqual(await waiting(test, queue), [{ n: 2 }]);
  });

  await t.step("queue_turn() refuses all of a turn when a follower names no queue", async () => {
    await clear(test);
    await put({ n: 1 });
    const [claim] = await turn([], 1);
    assert.ok(claim);
    const next = [{ queue: "nowhere", message: {} }];
    await assert.rejects(
      turn([{ id: claim.message_id, attempts: 1, result: "done", next }], 1),
    );
    assert.equal((await waiting(test, queue)).length, 1, "the message is not lost with it");
  });

  await t.step("queue_turn() ignores who outlived their claim", async () => {
    await clear(test);
    await put({ n: 1 });
    const [late] = await turn([], 1);
    await due();
    const [current] = await turn([], 1);
    assert.ok(late && current);
    assert.equal(current.attempts, 2);
    const next = [{ queue: "retain", message: { type: "retain", version: 1 } }];
    for (
      const result of [
        { result: "done", next },
        { result: "retry", delay_seconds: 0 },
        { result: "failed", delay_seconds: 0 },
        { result: "dead", cause: "late" },
      ]
    ) {
      assert.deepEqual(await turn([{ id: late.message_id, attempts: 1, ...result }], 1), []);
    }
    assert.equal((await waiting(test, queue)).length, 1);
    assert.deepEqual(await waiting(test, "retain"), [], "and nothing follows");
    await turn([{ id: current.message_id, attempts: 2, result: "done", next }], 0);
    assert.deepEqual(await waiting(test, queue), []);
    assert.equal((await waiting(test, "retain")).length, 1);
  });

  await t.step("queue_turn() brings a retry back when its delay is over", async () => {
    await clear(test);
    await put({ n: 1 });
    const [claim] = await turn([], 1);
    const retry = { id: claim?.message_id, attempts: 1, result: "retry", delay_seconds: 120 };
    assert.deepEqual(await turn([retry], 1), []);
    const [row] = await stack.sql<{ seconds: number }>(
      "select extract(epoch from vt - clock_timestamp())::integer as seconds from pgmq.q_summarize",
    );
    assert.ok(row && row.seconds > 110 && row.seconds <= 120, `${row?.seconds}`);
    await due();
    assert.deepEqual(
      await turn([], 1),
      [{
        message_id: claim?.message_id,
        attempts: 2,
        payload: { n: 1 },
        enqueued_at: undefined,
      }].map(({ enqueued_at: _, ...rest }) => rest),
    );
  });

  await t.step(
    "queue_claim() takes new messages before retries, and a twentieth of retries",
    async () => {
      await clear(test);
      await put(...Array.from({ length: 100 }, (_, n) => ({ n })));
      const old = await turn([], 100);
      await turn(
        old.map(({ message_id: id, attempts }) => ({
          id,
          attempts,
          result: "retry",
          delay_seconds: 0,
        })),
        0,
      );
      await put(...Array.from({ length: 100 }, (_, n) => ({ n: 1000 + n })));
      const mixed = await turn([], 50);
      const fresh = mixed.filter((row) => row.attempts === 1).length;
      assert.equal(mixed.length, 50);
      assert.ok(fresh >= 47 && fresh <= 48, `${fresh} of 50 are new`);
      assert.equal((await turn([], 200)).length, 150, "nothing is left out");
    },
  );

  await t.step(
    "queue_claim() takes a message alone that was read twice without a word",
    async () => {
      await clear(test);
      await put({ n: 1 }, { n: 2 }, { n: 3 });
      for (let crash = 0; crash < 2; crash++) {
        assert.equal((await turn([], 10)).length, 3);
        await due();
      }
      for (let n = 0; n < 3; n++) assert.equal((await turn([], 10)).length, 1);
      assert.deepEqual(await turn([], 10), []);
    },
  );

  await t.step("queue_claim() keeps messages together whose retries have a reason", async () => {
    await clear(test);
    await put({ n: 1 }, { n: 2 }, { n: 3 });
    for (let attempt = 1; attempt <= 4; attempt++) {
      const claimed = await turn([], 10);
      assert.equal(claimed.length, 3, `attempt ${attempt}`);
      assert.deepEqual(numbers(claimed), [1, 2, 3], "and their payload is as it was");
      await turn(
        claimed.map(({ message_id: id, attempts }) => ({
          id,
          attempts,
          result: "retry",
          delay_seconds: 0,
        })),
        0,
      );
    }
  });

  await t.step("queue_claim() takes messages alone whose handler threw twice", async () => {
    await clear(test);
    await put({ n: 1 }, { n: 2 });
    for (let attempt = 1; attempt <= 2; attempt++) {
      const claimed = await turn([], 10);
      assert.equal(claimed.length, 2);
      await turn(
        claimed.map(({ message_id: id, attempts }) => ({
          id,
          attempts,
          result: "failed",
          delay_seconds: 0,
        })),
        0,
      );
    }
    assert.equal((await turn([], 10)).length, 1);
  });

  await t.step("queue_heartbeat() hides for longer what is still held", async () => {
    await clear(test);
    await put({ n: 1 }, { n: 2 });
    const held = (await turn([], 2)).map(({ message_id: id, attempts }) => ({ id, attempts }));
    await stack.sql("update pgmq.q_summarize set read_ct = 2 where msg_id = $1", [
      held[1]?.id ?? 0,
    ]);
    await due();
    const beat = { queue, held, visibility_seconds: 60, run_id: runId };
    assert.equal(await internal("queue_heartbeat", beat), 1);
    const back = await turn([], 2);
    assert.deepEqual(back.map((row) => row.message_id), [held[1]?.id]);
  });

  await t.step("queue_heartbeat() that comes late changes no retry's delay", async () => {
    await clear(test);
    await put({ n: 1 }, { n: 2 });
    const held = (await turn([], 2)).map(({ message_id: id, attempts }) => ({ id, attempts }));
    const [short, long] = held;
    await turn([
      { ...short, result: "retry", delay_seconds: 5 },
      { ...long, result: "failed", delay_seconds: 900 },
    ], 0);
    const delays = async () =>
      await stack.sql("select msg_id, vt from pgmq.q_summarize order by msg_id");
    const before = await delays();
    await internal("queue_heartbeat", { queue, held, visibility_seconds: 60, run_id: runId });
    assert.deepEqual(await delays(), before);
  });

  await t.step(
    "a dead letter keeps payload and cause, is counted once, and goes back by one call",
    async () => {
      await clear(test);
      for (let death = 1; death <= 2; death++) {
        await put({ n: 1 }, { n: 1 }, "not an object");
        await stack.sql("select pgmq.send('summarize', null::jsonb)");
        const claimed = await turn([], 10);
        await turn(
          claimed.map(({ message_id: id, attempts }) => ({
            id,
            attempts,
            result: "dead",
            cause: "x".repeat(600),
          })),
          0,
        );
      }
      const letters = await stack.sql<{ id: string; payload: unknown; occurrences: number }>(
        `select id, payload, occurrences, length(cause) as length from internal.dead_letters
       order by occurrences, payload::text`,
      );
      assert.deepEqual(letters.map(({ id: _, ...letter }) => letter), [
        { payload: "not an object", occurrences: 2, length: 500 },
        { payload: null, occurrences: 2, length: 500 },
        { payload: { n: 1 }, occurrences: 4, length: 500 },
      ]);
      assert.deepEqual(await waiting(test, queue), []);
      const ids = letters.map((letter) => letter.id);
      assert.equal(await internal("queue_requeue", { dead_letter_ids: ids }), 3);
      assert.equal(await internal("queue_requeue", { dead_letter_ids: ids }), 0, "only once");
      assert.equal((await waiting(test, queue)).length, 3);
    },
  );

  await t.step("queue_turn() counts in the run what it settled", async () => {
    await clear(test);
    const id = z.guid().parse(await internal("job_run_start", { queue }));
    await put({ n: 1 }, { n: 2 }, { n: 3 });
    const claimed = await turn([], 3);
    const results = [
      { result: "done" },
      { result: "retry", delay_seconds: 5 },
      { result: "dead", cause: "x" },
    ];
    await internal("queue_turn", {
      queue,
      settled: claimed.map(({ message_id, attempts }, n) => ({
        id: message_id,
        attempts,
        ...results[n],
      })),
      claim_count: 0,
      visibility_seconds: 1,
      run_id: id,
    });
    assert.deepEqual(
      await internal("job_run_finish", { run_id: id, outcome: "succeeded", code: null }),
      [{ completed: 1, retried: 1, dead: 1 }],
    );
  });

  await t.step("job_run_start() marks runs that were killed", async () => {
    const lost = z.guid().parse(await internal("job_run_start", { queue }));
    await stack.sql(
      "update internal.job_runs set heartbeat_at = now() - interval '11 minutes' where id = $1",
      [lost],
    );
    await internal("job_run_start", { queue });
    const [row] = await stack.sql(
      "select status, error_code from internal.job_runs where id = $1",
      [
        lost,
      ],
    );
    assert.deepEqual(row, { status: "failed", error_code: "worker_lost" });
  });
});
