import assert from "node:assert/strict";
import fc from "fast-check";
import { type EventBatch, EventBatch as Batch } from "../../../shared/contracts/events.ts";
import { ingestEvents } from "../../../shared/events/ingest.ts";
import { threadsOf } from "../../../shared/events/threads.ts";
import { eventOf } from "../../support/native/journal_connector.ts";
import { sourceVersion } from "../../../shared/events/version.ts";
import { timelineOf } from "../../support/connectors/timeline.ts";
import { startTestStack } from "../../support/stack.ts";

interface Change {
  id: string;
  /** Null: this version of it is that it is gone. */
  text: string | null;
  version: number;
}

/** What happened at the source, in order; versions grow over all of it. */
const history: fc.Arbitrary<Change[]> = fc.array(
  fc.record({
    id: fc.constantFrom("a", "b", "c"),
    text: fc.option(fc.constantFrom("one", "two", "three"), { freq: 3 }),
  }),
  { minLength: 1, maxLength: 10 },
).map((changes) => changes.map((change, index) => ({ ...change, version: index + 1 })));

/** Every change at least once, in any order and grouping, as push, poll and exports bring them. */
const deliveries = history.chain((changes) =>
  fc.tuple(
    fc.constant(changes),
    fc.shuffledSubarray(changes, { minLength: changes.length }),
    fc.array(fc.constantFrom(...changes), { maxLength: 5 }),
    fc.integer({ min: 1, max: 4 }),
  )
);

function pageOf(userId: string, changes: Change[]): EventBatch {
  // No id occurs twice in a page: a source that knows two versions gives the newer.
  const newest = new Map<string, Change>();
  for (const change of changes) {
    if ((newest.get(change.id)?.version ?? 0) < change.version) newest.set(change.id, change);
  }
  const events = [...newest.values()].flatMap(({ id, text, version }) =>
    text === null ? [] : [{
      ...eventOf({ id, text, version, author: "Mira", place: "#launch" }),
      thread_external_id: id,
    }]
  );
  return Batch.parse({
    user_id: userId,
    source: "slack",
    source_account_id: null,
    threads: threadsOf(events.map((event) => ({ event, participants: [] }))),
    events,
    deletions: [...newest.values()].filter(({ text }) => text === null).map(({ id, version }) => ({
      external_id: id,
      source_version: sourceVersion(version),
      resource: null,
    })),
  });
}

Deno.test("ingest_events() ends in the newest version of each event, in whatever order pages arrive", async () => {
  await using test = await startTestStack();
  const { id: userId } = await test.signUp();
  await fc.assert(
    fc.asyncProperty(deliveries, async ([changes, shuffled, repeated, size]) => {
      await test.stack.sql("delete from public.events where user_id = $1", [userId]);
      await test.stack.sql("delete from public.threads where user_id = $1", [userId]);
      await test.stack.sql("delete from internal.tombstones where user_id = $1", [userId]);
      const arriving = [...shuffled, ...repeated];
      for (let at = 0; at < arriving.length; at += size) {
        await ingestEvents(test.services.internal, pageOf(userId, arriving.slice(at, at + size)));
      }
      const newest = new Map(changes.map((change) => [change.id, change.text]));
      const expected = Object.fromEntries(
        [...newest].filter(([, text]) => text !== null).sort(([a], [b]) => a < b ? -1 : 1),
      );
      assert.deepEqual(await timelineOf(test, userId), expected);
      const previews = await test.stack.sql<{ external_id: string; preview: string | null }>(
        "select external_id, content_preview as preview from public.threads where user_id = $1",
        [userId],
      );
      for (const { external_id, preview } of previews) {
        assert.equal(
          preview,
          newest.get(external_id) ?? "",
          "a thread shows no more than its root",
        );
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("ingest_events() refuses every version of what is gone for good, known before or not", async () => {
  await using test = await startTestStack();
  const { id: userId } = await test.signUp();
  const said = (version: number) =>
    ingestEvents(
      test.services.internal,
      pageOf(userId, [{ id: "a", text: "secret", version }, { id: "b", text: "secret", version }]),
    );
  await said(1);
  await ingestEvents(test.services.internal, {
    ...pageOf(userId, []),
    deletions: ["a", "never seen"].map((id) => ({
      external_id: id,
      source_version: null,
      resource: null,
    })),
  });
  await said(9);
  await ingestEvents(
    test.services.internal,
    pageOf(userId, [{ id: "never seen", text: "secret", version: 9 }]),
  );
  assert.deepEqual(await timelineOf(test, userId), { b: "secret" });
  // What retention removes stays refused, too.
  await test.stack.sql("delete from public.events where user_id = $1", [userId]);
  await said(10);
  assert.deepEqual(await timelineOf(test, userId), { b: "secret" });
});

Deno.test("ingest_events() takes back what was only hidden, in the very version that was deleted", async () => {
  await using test = await startTestStack();
  const { id: userId } = await test.signUp();
  const said = () =>
    ingestEvents(test.services.internal, pageOf(userId, [{ id: "a", text: "words", version: 2 }]));
  const hidden = (version: number) =>
    ingestEvents(test.services.internal, {
      ...pageOf(userId, []),
      deletions: [{
        external_id: "a",
        source_version: sourceVersion(version),
        resource: null,
        may_return: true,
      }],
    });
  await said();
  await hidden(1);
  assert.deepEqual(await timelineOf(test, userId), { a: "words" }, "an older version is hidden");
  await hidden(2);
  assert.deepEqual(await timelineOf(test, userId), {});
  const left = await test.stack.sql("select body, raw from public.events where user_id = $1", [
    userId,
  ]);
  assert.deepEqual(left, [{ body: null, raw: {} }], "its words are gone meanwhile");
  await said();
  assert.deepEqual(await timelineOf(test, userId), { a: "words" });
});
