import assert from "node:assert/strict";
import type { TestStack } from "../../support/stack.ts";
import { send, startJobsStack, waiting } from "./fixtures.ts";

async function linked({ stack }: TestStack, userId: string, token: boolean): Promise<string> {
  const [account] = await stack.sql<{ id: string }>(
    `insert into public.linked_accounts (user_id, provider, provider_account_id)
     values ($1, 'slack', gen_random_uuid()::text) returning id`,
    [userId],
  );
  if (token) {
    await stack.sql(
      `insert into public.oauth_tokens (user_id, linked_account_id, token_type, access_token_enc)
       values ($1, $2, 'bearer', 'v1.x')`,
      [userId, account?.id ?? ""],
    );
  }
  return account?.id ?? "";
}

Deno.test("the schedules", async (t) => {
  await using test = await startJobsStack();
  const { stack, services: { internal } } = test;

  await t.step("queue_due_ingests() queues each active account with a token, once", async () => {
    const { id } = await test.signUp();
    const account = await linked(test, id, true);
    await linked(test, id, false);
    const revoked = await linked(test, id, true);
    await stack.sql("update public.linked_accounts set status = 'revoked' where id = $1", [
      revoked,
    ]);
    await stack.sql("select pgmq.purge_queue('ingest')");
    await internal("queue_due_ingests", {});
    await internal("queue_due_ingests", {});
    const own = (await waiting(test, "ingest")).filter((message) =>
      (message as { user_id: string }).user_id === id
    );
    assert.deepEqual(own, [
      { type: "ingest", version: 1, user_id: id, linked_account_id: account },
    ]);
    await stack.sql("delete from public.linked_accounts where user_id = $1", [id]);
    await stack.sql("select pgmq.purge_queue('ingest')");
  });

  await t.step(
    "queue_due_summaries() queues the last full hour of each person's own clock",
    async () => {
      await stack.sql("select pgmq.purge_queue('summarize')");
      const zones = ["UTC", "Asia/Kathmandu", "America/St_Johns", "Europe/Berlin"];
      const people = new Map<string, string>();
      for (const zone of zones) {
        const { id } = await test.signUp();
        people.set(id, zone);
        await stack.sql(
          "update public.users set timezone = $2, scheduled_summaries = true where id = $1",
          [id, zone],
        );
      }
      const off = await test.signUp();
      await internal("queue_due_summaries", {});
      await internal("queue_due_summaries", {});
      const queued = await waiting(test, "summarize") as {
        user_id: string;
        window_start: string;
        window_end: string;
      }[];
      assert.ok(!queued.some((message) => message.user_id === off.id));
      for (const [id, zone] of people) {
        const own = queued.filter((message) => message.user_id === id);
        assert.equal(own.length, 1, `${zone} once`);
        const end = Date.parse(own[0]?.window_end ?? "");
        assert.equal(end - Date.parse(own[0]?.window_start ?? ""), 3_600_000);
        const age = Date.now() - end;
        assert.ok(age >= -60_000 && age < 3_660_000, `${zone}: the window ended ${age} ms ago`);
        const minute = new Intl.DateTimeFormat("en", { timeZone: zone, minute: "numeric" })
          .format(end);
        assert.equal(Number(minute), 0, `${zone}: a full hour there`);
      }
      await stack.sql("update public.users set scheduled_summaries = false");
      await stack.sql("select pgmq.purge_queue('summarize')");
    },
  );

  await t.step(
    "dispatch_jobs() wakes as many workers as the depth warrants, up to the cap",
    async () => {
      await stack.sql("delete from net.http_request_queue");
      await stack.sql("update internal.job_runs set finished_at = now() where finished_at is null");
      const urls = async () =>
        (await stack.sql<{ name: string; n: number }>(
          `select substring(url from 'functions/v1/(.*)$') as name, count(*)::integer as n
         from net.http_request_queue group by 1 order by 1`,
        )).map((row) => `${row.n} ${row.name}`);
      const message = { type: "embed", version: 1 };
      await internal("queue_send", { queue: "embed", messages: Array(150).fill(message) });
      await send(test, "retain", { type: "retain", version: 1 });
      await send(test, "retain", { type: "retain", version: 1, user_id: crypto.randomUUID() });
      assert.equal(await internal("dispatch_jobs", {}), 3);
      assert.deepEqual(await urls(), ["2 job-embed", "1 job-retain"]);

      await stack.sql("delete from net.http_request_queue");
      await internal("queue_send", { queue: "embed", messages: Array(900).fill(message) });
      await internal("job_run_start", { queue: "embed" });
      await internal("job_run_start", { queue: "retain" });
      assert.equal(
        await internal("dispatch_jobs", { max_workers: 4 }),
        3,
        "one of four runs already",
      );
      assert.deepEqual(await urls(), ["3 job-embed"], "retention works alone");

      const [request] = await stack.sql<{ headers: Record<string, string> }>(
        "select headers from net.http_request_queue limit 1",
      );
      assert.equal(request?.headers["apikey"], stack.secretKey);
      await stack.sql("delete from net.http_request_queue");
      await stack.sql("update internal.job_runs set finished_at = now() where finished_at is null");
      await stack.sql("select pgmq.purge_queue('embed')");
      await stack.sql("select pgmq.purge_queue('retain')");
      assert.equal(await internal("dispatch_jobs", {}), 0, "nothing waits, nobody is woken");
    },
  );

  await t.step(
    "dispatch_jobs() does not count a run that has been silent for a minute",
    async () => {
      await internal("job_run_start", { queue: "retain" });
      await stack.sql(
        "update internal.job_runs set heartbeat_at = now() - interval '61 seconds' where finished_at is null",
      );
      await send(test, "retain", { type: "retain", version: 1 });
      assert.equal(await internal("dispatch_jobs", {}), 1);
      await stack.sql("delete from net.http_request_queue");
      await stack.sql("select pgmq.purge_queue('retain')");
    },
  );

  await t.step("prune_history() forgets what is old and keeps what is not", async () => {
    await stack.sql(
      `insert into internal.job_runs (queue, started_at, finished_at, status)
       values ('embed', now() - interval '15 days', now() - interval '15 days', 'succeeded'),
         ('embed', now() - interval '13 days', now() - interval '13 days', 'succeeded')`,
    );
    await stack.sql(
      `insert into internal.dead_letters (queue, message_id, payload, cause, attempts, enqueued_at, requeued_at)
       values ('embed', 1, '{"n": 1}', 'x', 1, now(), now() - interval '15 days'),
         ('embed', 2, '{"n": 2}', 'x', 1, now() - interval '90 days', null)`,
    );
    await stack.sql(
      "insert into pgmq.a_embed (msg_id, vt, archived_at, message) values (-1, now(), now() - interval '15 days', '{}')",
    );
    await internal("prune_history", {});
    const [runs] = await stack.sql(
      "select count(*) filter (where started_at < now() - interval '14 days')::integer as old, count(*) filter (where started_at between now() - interval '14 days' and now() - interval '1 day')::integer as recent from internal.job_runs",
    );
    assert.deepEqual(runs, { old: 0, recent: 1 });
    const letters = await stack.sql("select payload from internal.dead_letters");
    assert.deepEqual(letters, [{ payload: { n: 2 } }], "a letter that waits is kept, however old");
    assert.deepEqual(await stack.sql("select 1 from pgmq.a_embed where msg_id = -1"), []);
    await stack.sql("delete from internal.dead_letters");
    await stack.sql("delete from internal.job_runs");
  });
});
