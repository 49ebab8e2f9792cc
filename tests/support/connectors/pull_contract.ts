/** What every connector that is read from has to pass, whatever its source. */
import assert from "node:assert/strict";
import type { Connector } from "../../../shared/connectors/connector.ts";
import type { Rpc } from "../../../shared/database/rpc.ts";
import { ingestJob } from "../../../shared/jobs/ingest/ingest_job.ts";
import { createBudget } from "../../../shared/jobs/worker/budget.ts";
import type { Ending } from "../../../shared/jobs/worker/handler.ts";
import type { TestStack } from "../stack.ts";
import {
  countingPages,
  coverageOf,
  Crash,
  crashing,
  linkAccount,
  type LinkedPerson,
  timelineOf,
} from "./timeline.ts";

/** A source under the test's control, with one account of `providerAccountId`. */
export interface PullHarness {
  connector: Connector;
  providerAccountId: string;
  /** Gives the account what it is read with; absent where that is nothing. */
  link?(person: LinkedPerson): Promise<void>;
  /** The harness's id of what the timeline calls so; absent where both are the same. */
  nameOf?(externalId: string): string;
  /** Writes or edits a message; its text is what the timeline holds. */
  put(id: string, text: string): void;
  remove(id: string): void;
  /** A message that the source has and cannot give; undefined: this source knows none. */
  putUnreadable?(id: string): void;
  /** The source forgets how it came to its present state: old cursors are worth nothing. */
  forgetPast(): void;
  refuse(how: "wait" | "retry" | "relink" | null): void;
}

/** Runs the whole contract over fresh sources. */
export async function pullContract(
  t: Deno.TestContext,
  test: TestStack,
  createHarness: () => PullHarness | Promise<PullHarness>,
): Promise<void> {
  const { stack, services: { internal } } = test;
  const scene = async (texts: Record<string, string> = {}) => {
    const harness = await createHarness();
    const { connector, providerAccountId, nameOf = (id) => id } = harness;
    for (const [id, text] of Object.entries(texts)) harness.put(id, text);
    const person = await linkAccount(test, connector.provider, providerAccountId);
    await harness.link?.(person);
    const read = async (rpc: Rpc = internal, pages = Infinity): Promise<Ending | undefined> => {
      // A lease outlives its crashed holder; here nobody else wants it.
      await stack.sql(
        "update internal.account_leases set expires_at = '-infinity' where linked_account_id = $1",
        [person.accountId],
      );
      const handler = ingestJob(rpc, () => Promise.resolve(connector));
      const message = {
        type: "ingest" as const,
        version: 1 as const,
        user_id: person.userId,
        linked_account_id: person.accountId,
      };
      const budget = createBudget(() => 0, 3600, pages - 1);
      return (await handler.handle([{ id: 1, attempts: 1, message }], budget))[0];
    };
    return {
      harness,
      person,
      read,
      nameOf,
      timeline: async () => {
        const entries = Object.entries(await timelineOf(test, person.userId));
        return Object.fromEntries(entries.map(([id, text]) => [nameOf(id), text]));
      },
      coverage: () => coverageOf(test, person.userId),
    };
  };
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i + 10}`, `text ${i}`]));

  await t.step("a crash at any page repeats it and loses none", async () => {
    const texts = many(8);
    const whole = countingPages(internal);
    await (await scene(texts)).read(whole.rpc);
    const pages = whole.count();
    assert.ok(pages >= 3, "the source is larger than a page");
    for (let nth = 1; nth <= pages; nth++) {
      for (const when of ["before", "after"] as const) {
        const { read, timeline } = await scene(texts);
        await assert.rejects(read(crashing(internal, nth, when)), Crash);
        const { result } = await read() ?? {};
        assert.equal(result, "done");
        assert.deepEqual(await timeline(), texts, `${when} the commit of page ${nth}`);
      }
    }
  });

  await t.step(
    "a second reading changes nothing, an edit one event, a deletion by id one",
    async () => {
      const { harness, person, read, timeline, nameOf } = await scene({
        m1: "one",
        m2: "two",
        m3: "three",
      });
      await read();
      const rows = () =>
        stack.sql(
          "select external_id, updated_at, xmin::text from public.events where user_id = $1 order by 1",
          [person.userId],
        );
      const before = await rows();
      await read();
      assert.deepEqual(await rows(), before);
      harness.put("m2", "two, edited");
      harness.remove("m3");
      await read();
      assert.deepEqual(await timeline(), { m1: "one", m2: "two, edited" });
      const stones = await stack.sql<{ external_id: string }>(
        `select external_id, e.body, e.text_for_embedding, e.raw from public.events e
       join internal.tombstones d using (user_id, source, external_id)
       where e.user_id = $1`,
        [person.userId],
      );
      assert.deepEqual(
        stones.map(({ external_id, ...left }) => ({ ...left, name: nameOf(external_id) })),
        [{ name: "m3", body: null, text_for_embedding: null, raw: {} }],
      );
    },
  );

  await t.step("cut short by its budget is no success, and goes on where it was", async () => {
    const texts = many(8);
    const { read, timeline, coverage } = await scene(texts);
    const cut = await read(internal, 1);
    assert.ok(cut?.result === "done" && cut.next?.length === 1, "the rest is queued");
    const partly = await coverage();
    assert.equal(partly.last_success_at, null);
    assert.ok(partly.not_begun + partly.not_completed > 0, "something is said to be unread");
    await read();
    const wholly = await coverage();
    assert.ok(wholly.last_success_at !== null && wholly.read_until !== null);
    assert.deepEqual([wholly.not_begun, wholly.not_completed], [0, 0]);
    assert.deepEqual(await timeline(), texts);
  });

  await t.step("a reset deletes what is gone at the source, and only that", async () => {
    for (const crashAt of [0, 1, 2]) {
      const { harness, person, read, timeline } = await scene(many(7));
      await read();
      harness.remove("m12");
      harness.put("m13", "edited meanwhile");
      harness.forgetPast();
      if (crashAt > 0) await assert.rejects(read(crashing(internal, crashAt, "after")), Crash);
      await read();
      const { m12: _, ...rest } = many(7);
      assert.deepEqual(await timeline(), { ...rest, m13: "edited meanwhile" });
      assert.deepEqual(
        await stack.sql(
          `select 1 from internal.unseen_events u join public.events e on e.id = u.event_id
           where e.user_id = $1`,
          [person.userId],
        ),
        [],
        "nothing is left to check",
      );
    }
  });

  await t.step("a stored cursor that does not parse is a reset", async () => {
    const { harness, person, read, timeline } = await scene({ m1: "one", m2: "two" });
    await read();
    await stack.sql(
      `update internal.sync_cursors set cursor = '{"from": "another age"}' where user_id = $1`,
      [person.userId],
    );
    harness.remove("m1");
    harness.forgetPast();
    assert.equal((await read())?.result, "done");
    assert.deepEqual(await timeline(), { m2: "two" });
  });

  await t.step("what cannot be read is in the coverage receipt, counted once", async () => {
    const { harness, read, coverage } = await scene({ m1: "one" });
    if (!harness.putUnreadable) return;
    harness.putUnreadable("m2");
    await read();
    await read();
    assert.deepEqual((await coverage()).problems.map(({ items }) => items), [1]);
    harness.remove("m2");
    harness.forgetPast();
    await read();
    assert.deepEqual((await coverage()).problems, []);
  });

  await t.step("a refusal waits, retries or asks to link again", async () => {
    const { harness, read, timeline, coverage } = await scene({ m1: "one" });
    harness.refuse("wait");
    const waiting = await read();
    assert.ok(waiting?.result === "done" && (waiting.next?.[0]?.delaySeconds ?? 0) > 0);
    assert.equal((await coverage()).error_code, null);
    harness.refuse(null);
    const early = await read();
    assert.ok(early?.result === "done" && (early.next?.[0]?.delaySeconds ?? 0) > 0);
    assert.deepEqual(await timeline(), {}, "not asked before its time");

    const other = await scene({ m1: "one" });
    other.harness.refuse("retry");
    assert.equal((await other.read())?.result, "retry");
    assert.notEqual((await other.coverage()).error_code, null);
    other.harness.refuse("relink");
    assert.deepEqual(await other.read(), { id: 1, result: "done" });
    const { account_status, status_reason } = await other.coverage();
    assert.equal(account_status, "revoked");
    assert.match(status_reason ?? "", /^[a-z0-9_]+$/);
    other.harness.refuse(null);
    await other.read();
    assert.deepEqual(await other.timeline(), {}, "a revoked account is not asked");
  });
}
