import { rpcOver } from "../../../shared/database/rpc.ts";
import assert from "node:assert/strict";
import { PgVectorStore } from "../../../shared/vector/pg_vector_store.ts";
import { startTestStack } from "../../support/stack.ts";
import { vectorStoreContract } from "../../support/vector/contract.ts";
import { sparse } from "../../support/vector/generate.ts";
import { pgHarness } from "../../support/vector/pg_harness.ts";

Deno.test("PgVectorStore", async (t) => {
  await using stack = await startTestStack();
  const harness = pgHarness(stack, 12);
  const { store } = harness;

  const steps: [string, () => Promise<void>][] = [];
  vectorStoreContract(
    "PgVectorStore",
    () => Promise.resolve(harness),
    (name, run) => void steps.push([name, run]),
  );
  for (const [name, run] of steps) await t.step(name, run);

  await t.step("search() as a person finds their own vectors, whoever they name", async () => {
    const [ada, bob] = [await stack.signUp("ada"), await stack.signUp("bob")];
    const [objectId = ""] = await harness.newObjects(ada.id, "note", 1);
    const scope = { userId: ada.id, model: "rls", vector: sparse(1536, [1]), count: 10 };
    await store.store([{
      ...scope,
      objectType: "note",
      objectId,
      contentHash: "hash",
      chunks: [sparse(1536, [1])],
      source: null,
      occurredAt: "2026-01-01T00:00:00Z",
      expiresAt: null,
    }]);
    const as = (person: typeof ada) =>
      new PgVectorStore(rpcOver(person.client, "public"), rpcOver(person.client, "internal"));

    assert.deepEqual((await as(ada).search(scope)).map((match) => match.objectId), [objectId]);
    assert.deepEqual(await as(bob).search(scope), []);
    assert.equal(await as(bob).average(scope), null);
    await assert.rejects(as(ada).forget([{ userId: ada.id, objectType: "note", objectId }]));
    await assert.rejects(
      as(ada).count({ userId: ada.id, model: "rls", objectType: "note", at: new Date() }),
    );
    await assert.rejects(as(ada).hashes([{ userId: ada.id, objectType: "note", objectId }], "rls"));
  });
});
