import assert from "node:assert/strict";
import fc from "fast-check";
import type { ObjectType } from "../../../shared/contracts/queue_messages.ts";
import {
  type EmbeddedObject,
  type ObjectRef,
  refKey,
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
  /** How many random cases a property is tried with. */
  runs: number;
}

const MODEL = "contract";
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
    const [objectId = ""] = await h.newObjects(userId, objectType, 1);
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
    assert.equal(await h.store.upsert([near, far]), 3);

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
    await h.store.upsert([hers, his, { ...hers, model: "other", contentHash: "other" }]);

    assert.deepEqual(await found(h, ada), [hers.objectId]);
    assert.deepEqual(await found(h, bob), [his.objectId]);
    assert.deepEqual(await found(h, ada, { model: "other" }), [hers.objectId]);
    assert.deepEqual(await found(h, ada, { model: "unknown" }), []);
    assert.deepEqual(await found(h, crypto.randomUUID()), []);
    await h.store.upsert([{
      ...hers,
      chunks: Array.from({ length: 5 }, () => hers.chunks[0] ?? []),
    }]);
    assert.equal((await found(h, ada, { count: 3 })).length, 3);
  });

  on("search() takes a window as half open", async (h) => {
    const user = await h.newPerson();
    const object = await one(h, user, [[1]]);
    await h.store.upsert([object]);
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
          await h.store.upsert(objects);

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
            await h.store.deleteObjects(objects),
            objects.flatMap((o) => o.chunks).length,
          );
        },
      ),
      { numRuns: h.runs },
    );
  });

  on("upsert() replaces every chunk of an object for its model", async (h) => {
    const user = await h.newPerson();
    const first = await one(h, user, [[1], [2], [3]]);
    const other: EmbeddedObject = { ...first, model: "other" };
    await h.store.upsert([first]);
    await h.store.upsert([other]);
    assert.equal((await h.store.search(query(h, user))).length, 3);

    const changed = { ...first, chunks: [sparse(h.dimensions, [0, 1])], contentHash: "changed" };
    assert.equal(await h.store.upsert([changed]), 1);
    const [only, ...surplus] = await h.store.search(query(h, user));
    assert.deepEqual(surplus, []);
    assert.ok(Math.abs(only?.similarity ?? NaN) < 1e-6, "the new vector counts");
    assert.equal((await h.store.search(query(h, user, { model: "other" }))).length, 3);
    assert.equal(await h.store.upsert([changed]), 1, "storing the same again changes nothing");
    assert.equal((await h.store.search(query(h, user))).length, 1);
  });

  on("upsert() refuses what it cannot store, and then stores nothing", async (h) => {
    const user = await h.newPerson();
    const good = await one(h, user, [[1]]);
    const bad = await one(h, user, [[1]]);
    const wrong: [string, EmbeddedObject[]][] = [
      ["a dimension too few", [good, { ...bad, chunks: [sparse(h.dimensions - 1, [1])] }]],
      ["a dimension too many", [good, { ...bad, chunks: [sparse(h.dimensions + 1, [1])] }]],
      ["NaN", [good, { ...bad, chunks: [sparse(h.dimensions, [NaN])] }]],
      ["an infinite number", [good, { ...bad, chunks: [sparse(h.dimensions, [Infinity])] }]],
      ["no chunks", [good, { ...bad, chunks: [] }]],
      ["an object given twice", [good, good]],
    ];
    for (const [label, objects] of wrong) {
      await assert.rejects(h.store.upsert(objects), Error, label);
      assert.deepEqual(await found(h, user), [], `after ${label}`);
    }
    assert.equal(await h.store.upsert([]), 0);
  });

  on("search() and average() refuse invalid arguments", async (h) => {
    const user = await h.newPerson();
    await h.store.upsert([await one(h, user, [[1]])]);
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
    await h.store.upsert([stored]);

    const known = await h.store.hashes([ref, { ...ref, objectId: missing }], MODEL);
    assert.deepEqual([...known], [[refKey(ref), "first"]]);
    assert.equal((await h.store.hashes([ref], "other")).size, 0);
    assert.equal((await h.store.hashes([{ ...ref, userId: bob }], MODEL)).size, 0);
    assert.equal((await h.store.hashes([{ ...ref, objectType: "event" }], MODEL)).size, 0);
    assert.equal((await h.store.hashes([], MODEL)).size, 0);
  });

  on(
    "deleteObjects() deletes all chunks for all models, and nothing of anybody else",
    async (h) => {
      const [ada, bob] = [await h.newPerson(), await h.newPerson()];
      const gone = await one(h, ada, [[1], [2]]);
      const kept = await one(h, ada, [[1]]);
      const his = await one(h, bob, [[1]]);
      await h.store.upsert([gone, kept, his]);
      await h.store.upsert([{ ...gone, model: "other" }]);

      assert.equal(await h.store.deleteObjects([{ ...gone, userId: bob }]), 0);
      assert.equal(await h.store.deleteObjects([gone]), 4);
      assert.equal(await h.store.deleteObjects([gone]), 0);
      assert.equal(await h.store.deleteObjects([]), 0);
      assert.deepEqual(await found(h, ada), [kept.objectId]);
      assert.deepEqual(await found(h, bob), [his.objectId]);
    },
  );

  on("deleteExpired() deletes what is due, at most as much as it may", async (h) => {
    const user = await h.newPerson();
    const due = new Date("1999-01-01T00:00:00Z");
    const later = new Date(due.getTime() + 1);
    const expired = await one(h, user, [[1], [2], [3]], { expiresAt: due.toISOString() });
    const fresh = await one(h, user, [[1]], { expiresAt: later.toISOString() });
    const forever = await one(h, user, [[1]]);
    await h.store.upsert([expired, fresh, forever]);

    assert.equal(await h.store.deleteExpired(new Date(due.getTime() - 1), 100), 0);
    assert.equal(await h.store.deleteExpired(due, 2), 2);
    assert.equal((await h.store.search(query(h, user))).length, 3);
    assert.equal(await h.store.deleteExpired(due, 100), 1);
    assert.equal(await h.store.deleteExpired(due, 100), 0);
    const left = (await found(h, user)).sort();
    assert.deepEqual(left, [fresh.objectId, forever.objectId].sort());
    assert.equal(await h.store.deleteExpired(later, 100), 1);
  });

  on("average() is the mean vector of the scope, and null where it is empty", async (h) => {
    const user = await h.newPerson();
    assert.equal(await h.store.average({ userId: user, model: MODEL }), null);
    await h.store.upsert([
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
}
