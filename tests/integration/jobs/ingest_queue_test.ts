import assert from "node:assert/strict";
import { z } from "zod";
import type { Connector } from "../../../shared/connectors/connector.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { startJobsStack } from "./fixtures.ts";

Deno.test("who asks for a reading of an account", async (t) => {
  await using test = await startJobsStack();
  const { stack, services: { internal } } = test;
  const { id } = await test.signUp();
  const workspace = `T${crypto.randomUUID()}`;
  const [row] = await stack.sql<{ id: string }>(
    `insert into public.linked_accounts (user_id, provider, provider_account_id)
     values ($1, 'slack', $2) returning id`,
    [id, workspace],
  );
  const account = row?.id ?? "";
  const waiting = () =>
    stack.sql<{ id: number; due: boolean }>(
      `select msg_id::int as id, vt <= clock_timestamp() as due from pgmq.q_ingest
       where message ->> 'linked_account_id' = $1 order by 1`,
      [account],
    );
  const wake = () =>
    internal("wake_accounts", { wanted_provider: "slack", wanted_account: workspace });
  const request = () => internal("request_sync", { for_user: id, account });
  const claim = async () => {
    const [claimed] = z.array(z.object({ message_id: z.number(), attempts: z.number() })).parse(
      await internal("queue_claim", { queue: "ingest", claim_count: 1, visibility_seconds: 60 }),
    );
    assert.ok(claimed);
    return claimed;
  };
  const settle = (settled: object) =>
    internal("queue_turn", {
      queue: "ingest",
      settled: [settled],
      claim_count: 0,
      visibility_seconds: 60,
      run_id: crypto.randomUUID(),
    });
  const clear = () => stack.sql("select pgmq.purge_queue('ingest')");

  await t.step("an account without a token is not read", async () => {
    assert.equal(await request(), "not_active");
    assert.equal(await wake(), 0);
    await stack.sql(
      `insert into public.oauth_tokens (user_id, linked_account_id, token_type, access_token_enc)
       values ($1, $2, 'bearer', 'v1.x')`,
      [id, account],
    );
  });

  await t.step("many at once queue one message", async () => {
    await Promise.all(Array.from({ length: 20 }, wake));
    assert.equal((await waiting()).length, 1);
    assert.equal(await request(), "waiting");
    assert.equal(
      await internal("request_sync", { for_user: crypto.randomUUID(), account }),
      "absent",
    );
  });

  await t.step("a reading under way waits for no news, and the clock waits for it", async () => {
    await claim();
    await internal("queue_due_ingests", {});
    assert.equal((await waiting()).length, 1);
    assert.equal(await wake(), 1);
    assert.equal(await wake(), 0);
    assert.equal(await request(), "waiting");
    assert.equal((await waiting()).length, 2);
    await clear();
  });

  await t.step("what was postponed, or came back from a dead worker, waits", async () => {
    for (const result of ["retry", "failed", "released"]) {
      await wake();
      const { message_id: id, attempts } = await claim();
      await settle({ id, attempts, result, delay_seconds: 60 });
      assert.equal(await wake(), 0, result);
      await clear();
    }
    await wake();
    await claim();
    await stack.sql("update pgmq.q_ingest set vt = clock_timestamp()");
    assert.equal(await wake(), 0);
    await clear();
  });

  await t.step("a message that is claimed a second time is under way again", async () => {
    await wake();
    const first = await claim();
    await settle({ id: first.message_id, attempts: 1, result: "retry", delay_seconds: 0 });
    assert.equal((await claim()).attempts, 2);
    assert.equal(await wake(), 1);
    await clear();
  });

  await t.step(
    "a push in the middle of a reading brings another one, with two workers",
    async () => {
      const read: string[] = [];
      let source = "old";
      const gate = Promise.withResolvers<void>();
      const connector: Connector = {
        provider: "slack",
        cursor: z.record(z.string(), z.unknown()),
        async *pull() {
          read.push(source);
          yield {
            source: "slack",
            threads: [],
            events: [],
            cursor: { resource: "C1", cursor: {}, read_until: null, complete: true },
          };
          if (read.length > 1) return;
          // It is past the news when they come.
          source = "new";
          await wake();
          gate.resolve();
          // Another worker takes the message and finds the account taken.
          await runIngestion(services, { budgetSeconds: 10 });
          assert.deepEqual((await waiting()).map(({ due }) => due), [false, false]);
        },
      };
      const services = { ...test.services, connectors: () => Promise.resolve(connector) };
      await wake();
      const report = await runIngestion(services, { budgetSeconds: 10 });
      await gate.promise;
      assert.deepEqual(read, ["old", "new"]);
      assert.equal(report.drained, true);
      assert.deepEqual(await waiting(), []);
    },
  );
});
