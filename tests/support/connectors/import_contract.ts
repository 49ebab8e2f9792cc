/** What every connector that reads archives has to pass. */
import assert from "node:assert/strict";
import type { Connector, ImportFiles } from "../../../shared/connectors/connector.ts";
import type { Rpc } from "../../../shared/database/rpc.ts";
import { ingestEvents } from "../../../shared/events/ingest.ts";
import type { TestStack } from "../stack.ts";
import { Crash, crashing, linkAccount, timelineOf } from "./timeline.ts";

/** Archives of one account; the messages' texts are what the timeline holds. */
export interface ImportHarness {
  connector: Connector;
  /** In more than one page. */
  older: ImportFiles;
  /** The same account later: one message edited, one gone, one new. */
  newer: ImportFiles;
  /** A broken part among readable ones. */
  damaged: ImportFiles;
  ids: { edited: string; gone: string; added: string };
}

export async function importContract(
  t: Deno.TestContext,
  test: TestStack,
  harness: ImportHarness,
): Promise<void> {
  const { connector, ids } = harness;
  const load = async (rpc: Rpc, userId: string, accountId: string, files: ImportFiles) => {
    assert.ok(connector.import, "the connector reads archives");
    for await (const { providerAccountId: _, ...page } of connector.import(files, {})) {
      await ingestEvents(rpc, { ...page, user_id: userId, source_account_id: accountId });
    }
  };
  const scene = async () => {
    const person = await linkAccount(test, connector.provider, crypto.randomUUID());
    return {
      person,
      load: (files: ImportFiles, rpc: Rpc = test.services.internal) =>
        load(rpc, person.userId, person.accountId, files),
      timeline: () => timelineOf(test, person.userId),
    };
  };
  const whole = await scene();
  await whole.load(harness.older);
  const older = await whole.timeline();

  await t.step("an import that broke off anywhere is repeated and loses nothing", async () => {
    for (const when of ["before", "after"] as const) {
      for (const nth of [1, 2]) {
        const { load, timeline } = await scene();
        await assert.rejects(
          load(harness.older, crashing(test.services.internal, nth, when)),
          Crash,
        );
        await load(harness.older);
        assert.deepEqual(await timeline(), older);
      }
    }
  });

  await t.step("the same archive again changes nothing", async () => {
    const rows = () =>
      test.stack.sql("select id, updated_at, xmin::text from public.events where user_id = $1", [
        whole.person.userId,
      ]);
    const before = await rows();
    await whole.load(harness.older);
    assert.deepEqual(await rows(), before);
  });

  await t.step(
    "an older archive lies over no newer edit and brings back nothing deleted",
    async () => {
      const { person, load, timeline } = await scene();
      await load(harness.newer);
      await ingestEvents(test.services.internal, {
        user_id: person.userId,
        source: "slack",
        source_account_id: person.accountId,
        threads: [],
        events: [],
        deletions: [{ external_id: ids.gone, source_version: null, resource: null }],
      });
      const before = await timeline();
      await load(harness.older);
      assert.deepEqual(await timeline(), before);
      assert.notEqual(before[ids.edited], older[ids.edited]);
      assert.ok(ids.added in before && !(ids.gone in before) && ids.gone in older);
    },
  );

  await t.step("a broken part is a problem, and the rest is read", async () => {
    const { person, load, timeline } = await scene();
    await load(harness.damaged);
    assert.ok(Object.keys(await timeline()).length > 0);
    const [row] = await test.stack.sql<{ items: number }>(
      "select sum(item_count)::integer as items from internal.sync_problems where linked_account_id = $1",
      [person.accountId],
    );
    assert.ok((row?.items ?? 0) > 0);
  });
}
