import assert from "node:assert/strict";
import { startJobsStack } from "./fixtures.ts";

Deno.test("account leases", async (t) => {
  await using test = await startJobsStack();
  const { stack, services: { internal } } = test;
  const { id } = await test.signUp();
  const [row] = await stack.sql<{ id: string }>(
    `insert into public.linked_accounts (user_id, provider, provider_account_id, metadata)
     values ($1, 'slack', 'T1', '{"team": "x"}') returning id`,
    [id],
  );
  const account = row?.id ?? "";
  const lease = async (holder: string, seconds = 60) =>
    await internal("lease_account", { account, for_holder: holder, seconds }) as
      | { granted: boolean; cursors: unknown[] }
      | null;
  const page = (holder: string, position: number) =>
    internal("ingest_page", {
      account,
      for_holder: holder,
      seconds: 60,
      batch: {
        user_id: id,
        source: "slack",
        source_account_id: account,
        threads: [],
        events: [],
        cursor: { resource: "C1", cursor: { position }, read_until: null, complete: true },
      },
    });
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];

  await t.step("lease_account() grants an account to one holder at a time", async () => {
    assert.equal((await lease(first))?.granted, true);
    assert.equal((await lease(second))?.granted, false);
    assert.equal((await lease(first))?.granted, true, "who holds it may renew");
  });

  await t.step("ingest_page() stores the page and its cursor for the holder alone", async () => {
    await page(first, 5);
    await assert.rejects(page(second, 9), /lease/);
    assert.deepEqual((await lease(first))?.cursors, [{ resource: "C1", cursor: { position: 5 } }]);
  });

  await t.step(
    "lease_account() passes an expired lease on, and the old holder is out",
    async () => {
      await stack.sql(
        "update internal.account_leases set expires_at = now() - interval '1 second' where linked_account_id = $1",
        [account],
      );
      assert.equal((await lease(second))?.granted, true);
      await assert.rejects(page(first, 1), /lease/);
      await internal("release_account", {
        account,
        for_holder: first,
        outcome: "failed",
        error_code: "late",
      });
      assert.equal((await lease(first))?.granted, false, "a late release releases nothing");
    },
  );

  await t.step("release_account() keeps what became of the reading", async () => {
    const state = async () =>
      (await stack.sql(
        `select l.last_success_at is not null as succeeded, l.last_error_code, a.status, a.status_reason,
           l.waiting_until > now() as waiting
         from internal.account_leases l
         join public.linked_accounts a on a.id = l.linked_account_id
         where a.id = $1`,
        [account],
      ))[0];
    await internal("release_account", { account, for_holder: second, outcome: "read" });
    assert.deepEqual(await state(), {
      succeeded: true,
      last_error_code: null,
      status: "active",
      status_reason: null,
      waiting: null,
    });
    await lease(first);
    await internal("release_account", {
      account,
      for_holder: first,
      outcome: "failed",
      error_code: "token_revoked",
      next_status: "revoked",
    });
    assert.deepEqual(await state(), {
      succeeded: true,
      last_error_code: "token_revoked",
      status: "revoked",
      status_reason: "token_revoked",
      waiting: null,
    });
  });

  await t.step("lease_account() gives nothing when the account is gone", async () => {
    await stack.sql("delete from public.linked_accounts where id = $1", [account]);
    assert.equal(await lease(first), null);
    assert.deepEqual(
      await stack.sql("select 1 from internal.account_leases where linked_account_id = $1", [
        account,
      ]),
      [],
    );
  });
});
