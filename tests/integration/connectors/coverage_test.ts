import assert from "node:assert/strict";
import type { EventBatch } from "../../../shared/contracts/events.ts";
import { ingestEvents } from "../../../shared/events/ingest.ts";
import { coverageOf, linkAccount } from "../../support/connectors/timeline.ts";
import { eventOf } from "../../support/native/journal_connector.ts";
import { startTestStack } from "../../support/stack.ts";

Deno.test("coverage tells begun from read to its end, and what cannot be read", async (t) => {
  await using test = await startTestStack();
  const { userId, accountId } = await linkAccount(test, "slack", "T1");
  const store = (fields: Partial<EventBatch>) =>
    ingestEvents(test.services.internal, {
      user_id: userId,
      source: "slack",
      source_account_id: accountId,
      threads: [],
      events: [],
      ...fields,
    });
  const cursor = (resource: string, read_until: string | null, complete: boolean) => ({
    resource,
    cursor: {},
    read_until,
    complete,
    origin: "live" as const,
  });
  const facts = async () => {
    const { read_until, not_begun, not_completed, problems } = await coverageOf(test, userId);
    const until = read_until === null ? null : new Date(read_until).toISOString();
    return { until, not_begun, not_completed, codes: problems.map(({ code }) => code) };
  };
  const noon = "2026-01-05T12:00:00.000Z";

  await t.step("a resource that is not begun makes the account not read", async () => {
    await store({ resources: ["C1", "C2"], cursor: cursor("C1", noon, true) });
    assert.deepEqual(await facts(), { until: null, not_begun: 1, not_completed: 0, codes: [] });
    await store({ cursor: cursor("C2", null, false) });
    assert.deepEqual(await facts(), { until: null, not_begun: 0, not_completed: 1, codes: [] });
  });

  await t.step("the earliest of all counts once all are read", async () => {
    const eleven = "2026-01-05T11:00:00.000Z";
    await store({ cursor: cursor("C2", eleven, true) });
    assert.deepEqual(await facts(), { until: eleven, not_begun: 0, not_completed: 0, codes: [] });
  });

  await t.step(
    "a resource that cannot be read is named, and named no more once it is",
    async () => {
      await store({
        resources: ["C1", "C2", "C3"],
        problems: [{ resource: "C3", code: "no_permission", count: null }],
        cursor: cursor("C2", noon, true),
      });
      assert.deepEqual(await facts(), {
        until: noon,
        not_begun: 0,
        not_completed: 0,
        codes: ["no_permission"],
      });
      await store({ cursor: cursor("C3", noon, true) });
      assert.deepEqual((await facts()).codes, []);
    },
  );

  await t.step("an old import changes nothing of what an account reads live", async () => {
    await store({
      cursor: { ...cursor("export", "2018-02-03T00:00:00Z", true), origin: "import" },
    });
    assert.equal((await facts()).until, noon);
    await store({ resources: ["C1"], cursor: cursor("C1", noon, true) });
    const rows = await test.stack.sql<{ resource: string }>(
      "select resource from internal.sync_cursors where linked_account_id = $1 order by 1",
      [accountId],
    );
    assert.deepEqual(rows.map(({ resource }) => resource), ["C1", "export"]);
  });

  await t.step(
    "an event that cannot be stored is a problem of its resource, the rest is stored",
    async () => {
      const event = eventOf({ id: "m1", text: "hello", version: 1, author: null, place: null });
      const total = await store({
        resource: "C1",
        events: [event, { ...event, external_id: "m2", url: "javascript:alert(1)" }],
      });
      assert.deepEqual([total.inserted, total.refused], [1, 1]);
      assert.deepEqual((await facts()).codes, ["invalid_url"]);
    },
  );

  await t.step("a mail that moved is not deleted by the folder that it left", async () => {
    const event = eventOf({ id: "mail", text: "hello", version: 1, author: null, place: null });
    const present = async () => {
      const [row] = await test.stack.sql<{ gone: boolean }>(
        "select deleted_at is not null as gone from public.events where user_id = $1 and external_id = 'mail'",
        [userId],
      );
      return row?.gone === false;
    };
    const left = (resource: string) =>
      store({ deletions: [{ external_id: "mail", source_version: null, resource }] });
    await store({ resource: "inbox", events: [event] });
    await store({ resource: "archive", events: [event] });
    await left("inbox");
    assert.ok(await present());
    await left("archive");
    assert.ok(!await present());
  });
});
