import assert from "node:assert/strict";
import fc from "fast-check";
import type { ObjectType } from "../../../shared/contracts/queue_messages.ts";
import {
  type EmbeddedObject,
  type HybridQuery,
  type ObjectRef,
  refKey,
  type Stored,
  type VectorQuery,
  type VectorStore,
} from "../../../shared/vector/vector_store.ts";
import { bruteForce, objectsArbitrary, scopeArbitrary, sparse } from "./generate.ts";

/** What a contract test needs of an implementation. */
export interface VectorStoreHarness {
  store: VectorStore;
  /** Vectors have this many dimensions. */
  dimensions: number;
  /** A person who has nothing stored. */
  newPerson(): Promise<string>;
  /** Objects of a person that can be embedded. Returns their ids. */
  newObjects(userId: string, objectType: ObjectType, count: number): Promise<string[]>;
  /** A note with this text. Returns its id. */
  newNote(userId: string, text: string): Promise<string>;
  /** What the content of an object has for a version now. */
  versionOf(ref: ObjectRef): Promise<string>;
  /** Gives a note another content, and so another version. */
  changeNote(ref: ObjectRef): Promise<void>;
  deleteNote(ref: ObjectRef): Promise<void>;
  /** How many random cases a property is tried with. */
  runs: number;
}

const MODEL = "contract";
const stored = (chunks: number, leftOut: ObjectRef[] = []): Stored => ({ chunks, leftOut });
const AT = "2026-01-15T10:00:00.000Z";

/**
 * The tests that every VectorStore has to pass. They share one store and look only at people of
 * their own; expiry, which concerns everybody, uses instants of long ago.
 */
export function vectorStoreContract(
  name: string,
  open: () => Promise<VectorStoreHarness>,
  test: (name: string, run: () => Promise<void>) => void | Promise<void>,
): void {
  let opened: Promise<VectorStoreHarness> | undefined;
  const on = (title: string, run: (harness: VectorStoreHarness) => Promise<void>) =>
    test(`${name} ${title}`, async () => await run(await (opened ??= open())));

  /** One object with the given vectors, each named by its non-zero leading numbers. */
  const one = async (
    h: VectorStoreHarness,
    userId: string,
    chunks: number[][],
    changes: Partial<EmbeddedObject> = {},
  ): Promise<EmbeddedObject> => {
    const objectType = changes.objectType ?? "note";
    const [objectId = ""] = changes.objectId === undefined
      ? await h.newObjects(userId, objectType, 1)
      : [changes.objectId];
    return {
      userId,
      objectType,
      objectId,
      model: MODEL,
      contentHash: "hash",
      chunks: chunks.map((numbers) => sparse(h.dimensions, numbers)),
      source: null,
      occurredAt: AT,
      expiresAt: null,
      ...changes,
    };
  };
  const query = (h: VectorStoreHarness, userId: string, changes: Partial<VectorQuery> = {}) => ({
    userId,
    model: MODEL,
    vector: sparse(h.dimensions, [1]),
    count: 10,
    ...changes,
  });
  const found = async (h: VectorStoreHarness, userId: string, changes?: Partial<VectorQuery>) =>
    (await h.store.search(query(h, userId, changes))).map((match) => match.objectId);

  on("search() returns chunks best first, with what was stored", async (h) => {
    const user = await h.newPerson();
    const near = await one(h, user, [[3, 4], [1, 0]], { source: "slack", objectType: "event" });
    const far = await one(h, user, [[-1]]);
    assert.deepEqual(await h.store.store([near, far]), stored(3));

    const matches = await h.store.search(query(h, user));
    assert.deepEqual(
      matches.map((match) => [match.objectId, match.chunkIndex, match.objectType, match.source]),
      [
        [near.objectId, 1, "event", "slack"],
        [near.objectId, 0, "event", "slack"],
        [far.objectId, 0, "note", null],
      ],
    );
    const similarities = matches.map((match) => match.similarity);
    for (const [i, expected] of [1, 0.6, -1].entries()) {
      assert.ok(Math.abs((similarities[i] ?? NaN) - expected) < 1e-6, `${similarities}`);
    }
    assert.equal(new Date(matches[0]?.occurredAt ?? "").toISOString(), AT);
  });

  on("search() never leaves the person, the model and the count of its query", async (h) => {
    const [ada, bob] = [await h.newPerson(), await h.newPerson()];
    const hers = await one(h, ada, [[1]]);
    const his = await one(h, bob, [[1]]);
    await h.store.store([hers, his, { ...hers, model: "other", contentHash: "other" }]);

    assert.deepEqual(await found(h, ada), [hers.objectId]);
    assert.deepEqual(await found(h, bob), [his.objectId]);
    assert.deepEqual(await found(h, ada, { model: "other" }), [hers.objectId]);
    assert.deepEqual(await found(h, ada, { model: "unknown" }), []);
    assert.deepEqual(await found(h, crypto.randomUUID()), []);
    await h.store.store([{
      ...hers,
      chunks: Array.from({ length: 5 }, () => hers.chunks[0] ?? []),
    }]);
    assert.equal((await found(h, ada, { count: 3 })).length, 3);
  });

  on("search() takes a window as half open", async (h) => {
    const user = await h.newPerson();
    const object = await one(h, user, [[1]]);
    await h.store.store([object]);
    const at = (from: number, to: number) => ({
      window: { start: new Date(Date.parse(AT) + from), end: new Date(Date.parse(AT) + to) },
    });

    assert.deepEqual(await found(h, user, at(0, 1)), [object.objectId]);
    assert.deepEqual(await found(h, user, at(-1, 0)), []);
    assert.deepEqual(await found(h, user, at(1, 2)), []);
  });

  on("search() finds what brute force finds, for any scope", async (h) => {
    await fc.assert(
      fc.asyncProperty(
        objectsArbitrary(h.dimensions),
        scopeArbitrary(h.dimensions),
        async (drawn, asked) => {
          const user = await h.newPerson();
          const objects: EmbeddedObject[] = [];
          for (const object of drawn) {
            objects.push(await one(h, user, [], { ...object, model: MODEL }));
          }
          await h.store.store(objects);

          const question = { ...query(h, user), ...asked };
          const matches = await h.store.search(question);
          const right = bruteForce(objects, question);
          const key = (match: { objectId: string; chunkIndex: number }) =>
            `${match.objectId}/${match.chunkIndex}`;
          const similarityOf = new Map(right.all.map((match) => [key(match), match.similarity]));

          assert.equal(new Set(matches.map(key)).size, matches.length, "a chunk is returned once");
          assert.equal(matches.length, Math.min(question.count, right.matching.length));
          for (const [place, match] of matches.entries()) {
            const own = similarityOf.get(key(match)) ?? NaN;
            assert.ok(Math.abs(match.similarity - own) < 1e-5, "the similarity is the chunk's own");
            // Equally near chunks may come in any order.
            const expected = right.matching[place]?.similarity ?? NaN;
            assert.ok(Math.abs(match.similarity - expected) < 1e-5, `rank ${place + 1}`);
          }
          const mean = await h.store.average(question);
          if (right.mean === null) assert.equal(mean, null);
          else {
            right.mean.forEach((value, i) =>
              assert.ok(Math.abs((mean?.[i] ?? NaN) - value) < 1e-4, `dimension ${i}`)
            );
          }
          assert.equal(
            await h.store.forget(objects),
            objects.flatMap((o) => o.chunks).length,
          );
        },
      ),
      { numRuns: h.runs },
    );
  });

  on("store() replaces every chunk of an object for its model", async (h) => {
    const user = await h.newPerson();
    const first = await one(h, user, [[1], [2], [3]]);
    const other: EmbeddedObject = { ...first, model: "other" };
    await h.store.store([first]);
    await h.store.store([other]);
    assert.equal((await h.store.search(query(h, user))).length, 3);

    const changed = { ...first, chunks: [sparse(h.dimensions, [0, 1])], contentHash: "changed" };
    assert.deepEqual(await h.store.store([changed]), stored(1));
    const [only, ...surplus] = await h.store.search(query(h, user));
    assert.deepEqual(surplus, []);
    assert.ok(Math.abs(only?.similarity ?? NaN) < 1e-6, "the new vector counts");
    assert.equal((await h.store.search(query(h, user, { model: "other" }))).length, 3);
    assert.deepEqual(
      await h.store.store([changed]),
      stored(1),
      "storing the same again changes nothing",
    );
    assert.equal((await h.store.search(query(h, user))).length, 1);
  });

  on("store() refuses what it cannot store, and then stores nothing", async (h) => {
    const user = await h.newPerson();
    const good = await one(h, user, [[1]]);
    const bad = await one(h, user, [[1]]);
    const wrong: [string, EmbeddedObject[]][] = [
      ["a dimension too few", [good, { ...bad, chunks: [sparse(h.dimensions - 1, [1])] }]],
      ["a dimension too many", [good, { ...bad, chunks: [sparse(h.dimensions + 1, [1])] }]],
      ["NaN", [good, { ...bad, chunks: [sparse(h.dimensions, [NaN])] }]],
      ["an infinite number", [good, { ...bad, chunks: [sparse(h.dimensions, [Infinity])] }]],
      ["no chunks", [good, { ...bad, chunks: [] }]],
      ["too many chunks", [good, { ...bad, chunks: new Array(100).fill(bad.chunks[0]) }]],
      ["an object given twice", [good, good]],
    ];
    for (const [label, objects] of wrong) {
      await assert.rejects(h.store.store(objects), Error, label);
      assert.deepEqual(await found(h, user), [], `after ${label}`);
    }
    assert.deepEqual(await h.store.store([]), stored(0));
  });

  on("search() and average() refuse invalid arguments", async (h) => {
    const user = await h.newPerson();
    await h.store.store([await one(h, user, [[1]])]);
    const day = new Date(AT);
    const wrong: [string, Partial<VectorQuery>][] = [
      ["count 0", { count: 0 }],
      ["a negative count", { count: -1 }],
      ["count 201", { count: 201 }],
      ["half a row", { count: 1.5 }],
      ["a dimension too few", { vector: sparse(h.dimensions - 1, [1]) }],
      ["no dimension", { vector: [] }],
      ["NaN", { vector: sparse(h.dimensions, [NaN]) }],
      ["the zero vector", { vector: sparse(h.dimensions, [0]) }],
      ["a similarity above 1", { minSimilarity: 1.01 }],
      ["a similarity of NaN", { minSimilarity: NaN }],
      ["an empty window", { window: { start: day, end: day } }],
      ["an inverted window", { window: { start: new Date(day.getTime() + 1), end: day } }],
      ["an invalid date", { window: { start: new Date(NaN), end: day } }],
    ];
    for (const [label, changes] of wrong) {
      await assert.rejects(h.store.search(query(h, user, changes)), Error, label);
    }
    const inverted = { start: new Date(day.getTime() + 1), end: day };
    await assert.rejects(h.store.average({ userId: user, model: MODEL, window: inverted }));
  });

  on("hashes() tells what is stored, of the right person and model alone", async (h) => {
    const [ada, bob] = [await h.newPerson(), await h.newPerson()];
    const stored = await one(h, ada, [[1], [2]], { contentHash: "first" });
    const [missing = ""] = await h.newObjects(ada, "note", 1);
    const ref: ObjectRef = { ...stored };
    await h.store.store([stored]);

    const known = await h.store.hashes([ref, { ...ref, objectId: missing }], MODEL);
    assert.deepEqual([...known], [[refKey(ref), "first"]]);
    assert.equal((await h.store.hashes([ref], "other")).size, 0);
    assert.equal((await h.store.hashes([{ ...ref, userId: bob }], MODEL)).size, 0);
    assert.equal((await h.store.hashes([{ ...ref, objectType: "event" }], MODEL)).size, 0);
    assert.equal((await h.store.hashes([], MODEL)).size, 0);
  });

  on(
    "forget() deletes all chunks for all models, and nothing of anybody else",
    async (h) => {
      const [ada, bob] = [await h.newPerson(), await h.newPerson()];
      const gone = await one(h, ada, [[1], [2]]);
      const kept = await one(h, ada, [[1]]);
      const his = await one(h, bob, [[1]]);
      await h.store.store([gone, kept, his]);
      await h.store.store([{ ...gone, model: "other" }]);

      assert.equal(await h.store.forget([{ ...gone, userId: bob }]), 0);
      assert.equal(await h.store.forget([gone]), 4);
      assert.equal(await h.store.forget([gone]), 0);
      assert.equal(await h.store.forget([]), 0);
      assert.deepEqual(await found(h, ada), [kept.objectId]);
      assert.deepEqual(await found(h, bob), [his.objectId]);
    },
  );

  on("forgetExpired() deletes what is due, at most as much as it may", async (h) => {
    const user = await h.newPerson();
    const due = new Date("1999-01-01T00:00:00Z");
    const later = new Date(due.getTime() + 1);
    const expired = await one(h, user, [[1], [2], [3]], { expiresAt: due.toISOString() });
    const fresh = await one(h, user, [[1]], { expiresAt: later.toISOString() });
    const forever = await one(h, user, [[1]]);
    await h.store.store([expired, fresh, forever]);

    assert.equal(await h.store.forgetExpired(new Date(due.getTime() - 1), 100), 0);
    assert.equal(await h.store.forgetExpired(due, 2), 2);
    assert.equal((await h.store.search(query(h, user))).length, 3);
    assert.equal(await h.store.forgetExpired(due, 100), 1);
    assert.equal(await h.store.forgetExpired(due, 100), 0);
    const left = (await found(h, user)).sort();
    assert.deepEqual(left, [fresh.objectId, forever.objectId].sort());
    assert.equal(await h.store.forgetExpired(later, 100), 1);
  });

  on("average() is the mean vector of the scope, and null where it is empty", async (h) => {
    const user = await h.newPerson();
    assert.equal(await h.store.average({ userId: user, model: MODEL }), null);
    await h.store.store([
      await one(h, user, [[1, 0], [0, 1]], { objectType: "event", source: "slack" }),
      await one(h, user, [[2, 2]]),
    ]);
    const mean = await h.store.average({ userId: user, model: MODEL });
    assert.equal(mean?.length, h.dimensions);
    assert.deepEqual(mean?.slice(0, 3), [1, 1, 0]);
    const ofSlack = await h.store.average({ userId: user, model: MODEL, sources: ["slack"] });
    assert.deepEqual(ofSlack?.slice(0, 3), [0.5, 0.5, 0]);
    assert.equal(await h.store.average({ userId: user, model: "other" }), null);
  });

  on("store() leaves out what is gone, somebody else's, or another version by now", async (h) => {
    const [ada, bob] = [await h.newPerson(), await h.newPerson()];
    const note = async (userId: string) => {
      const objectId = await h.newNote(userId, `A note ${crypto.randomUUID()}`);
      const object = await one(h, userId, [[1]], { objectId });
      return { ...object, version: await h.versionOf(object) };
    };
    const [same, changed, gone, his] = [
      await note(ada),
      await note(ada),
      await note(ada),
      await note(bob),
    ];
    await h.changeNote(changed);
    await h.deleteNote(gone);
    const claimed = { ...his, userId: ada };
    const result = await h.store.store([same, changed, gone, claimed]);
    assert.equal(result.chunks, 1);
    const byId = (a: { objectId: string }, b: { objectId: string }) =>
      a.objectId < b.objectId ? -1 : 1;
    assert.deepEqual(
      result.leftOut.toSorted(byId),
      [changed, gone, claimed].toSorted(byId).map(({ userId, objectType, objectId }) => ({
        userId,
        objectType,
        objectId,
      })),
    );
    assert.deepEqual(await found(h, ada), [same.objectId]);
    assert.deepEqual(await found(h, bob), []);
    const current = { ...changed, version: await h.versionOf(changed) };
    assert.deepEqual(await h.store.store([current]), stored(1), "and takes it once it is current");
  });

  on("count() counts objects by source, of one person, model and kind", async (h) => {
    const [ada, bob] = [await h.newPerson(), await h.newPerson()];
    const at = new Date();
    const count = async (changes: object = {}) =>
      Object.fromEntries(
        await h.store.count({ userId: ada, model: MODEL, objectType: "event", at, ...changes }),
      );
    assert.deepEqual(await count(), {});
    const event = (source: "slack" | "outlook", expiresAt: string | null = null) =>
      one(h, ada, [[1], [2]], { objectType: "event", source, expiresAt });
    const objects = [
      await event("slack"),
      await event("slack"),
      await event("slack", new Date(at.getTime() - 1).toISOString()),
      await event("outlook", new Date(at.getTime() + 1000).toISOString()),
    ];
    await h.store.store([...objects, await one(h, ada, [[1]])]);
    await h.store.store([await one(h, bob, [[1]], { objectType: "event", source: "slack" })]);
    assert.deepEqual(await count(), { slack: 2, outlook: 1 });
    assert.deepEqual(await count({ model: "other" }), {});
    assert.deepEqual(await count({ objectType: "note" }), { null: 1 });
    assert.deepEqual(await count({ at: new Date(at.getTime() + 1000) }), { slack: 2 });

    await h.store.store(objects.slice(0, 1).map((object) => ({ ...object, contentHash: "new" })));
    assert.deepEqual(await count(), { slack: 2, outlook: 1 }, "stored again, counted once");
    await h.store.forget(objects.slice(0, 1));
    assert.deepEqual(await count(), { slack: 1, outlook: 1 });
  });

  on("hybridSearch() finds by words, by meaning, and best by both", async (h) => {
    const [ada, bob] = [await h.newPerson(), await h.newPerson()];
    const note = async (userId: string, text: string, chunks: number[][]) => {
      const objectId = await h.newNote(userId, text);
      const object = await one(h, userId, chunks, { objectId });
      if (chunks.length > 0) await h.store.store([object]);
      return objectId;
    };
    const words = await note(ada, "The launch", []);
    const both = await note(ada, "A launch date", [[0, 1], [1, 0.1]]);
    const meaning = await note(ada, "We start on Friday", [[1]]);
    const his = await note(bob, "His launch", [[1]]);
    const search = (changes: Partial<HybridQuery> = {}) =>
      h.store.hybridSearch({
        userId: ada,
        text: "launch",
        embedding: { vector: sparse(h.dimensions, [1]), model: MODEL },
        count: 10,
        now: new Date(AT),
        ...changes,
      });

    const hits = await search();
    assert.equal(hits[0]?.objectId, both);
    assert.deepEqual(hits.map((hit) => hit.objectId).sort(), [words, both, meaning].sort());
    const hit = (id: string) => hits.find(({ objectId }) => objectId === id);
    assert.equal(hit(meaning)?.textRank, null);
    assert.equal(hit(words)?.similarity, null);
    assert.ok(Math.abs((hit(both)?.similarity ?? NaN) - 1 / Math.hypot(1, 0.1)) < 1e-6);
    assert.ok(hits.every(({ score }, i) => i === 0 || score <= (hits[i - 1]?.score ?? 0)));

    const byWords = await search({ embedding: null });
    assert.deepEqual(byWords.map(({ objectId }) => objectId).sort(), [words, both].sort());
    assert.deepEqual((await search({ count: 1 })).map(({ objectId }) => objectId), [both]);
    assert.deepEqual(await search({ objectTypes: ["event"] }), []);
    assert.deepEqual(await search({ sources: ["slack"] }), []);
    assert.deepEqual((await search({ userId: bob })).map(({ objectId }) => objectId), [his]);
    for (
      const changes of [
        { count: 0 },
        { count: 201 },
        { now: new Date(NaN) },
        { window: { start: new Date(AT), end: new Date(AT) } },
        { embedding: { vector: sparse(h.dimensions, [0]), model: MODEL } },
        { text: "launch ".repeat(1000) },
      ]
    ) {
      await assert.rejects(search(changes), Error, JSON.stringify(Object.keys(changes)));
    }
  });
}
