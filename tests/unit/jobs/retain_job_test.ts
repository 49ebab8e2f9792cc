import assert from "node:assert/strict";
import { createBudget } from "../../../shared/jobs/worker/budget.ts";
import { retainJob } from "../../../shared/jobs/retain/retain_job.ts";
import type { VectorStore } from "../../../shared/vector/vector_store.ts";
import { fakeRpc, runId, userId } from "./fakes.ts";

const objects = (number: number) =>
  Array.from({ length: number }, (_, n) => ({
    user_id: userId,
    object_type: "event",
    object_id: `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`,
  }));

function scenario(
  batches: number[],
  expired: number[],
  deletes = (given: unknown[]) => given.length,
  grantsEnd = true,
) {
  const order: string[] = [];
  const grantsOf: (string | null)[] = [];
  const { rpc, calls } = fakeRpc({
    retention_start: runId,
    retention_batch: () => objects(batches.shift() ?? 0),
    retention_delete: (args: Record<string, unknown>) => {
      order.push("rows");
      return deletes(args["objects"] as unknown[]);
    },
    retention_finish: null,
  });
  const vectors: Pick<VectorStore, "forget" | "forgetExpired"> = {
    forget(refs) {
      order.push("vectors");
      return Promise.resolve(refs.length * 2);
    },
    forgetExpired: () => Promise.resolve(expired.shift() ?? 0),
  };
  let now = 0;
  const slept: number[] = [];
  const handler = retainJob({
    erase: () => Promise.resolve({ result: "dead", cause: "nothing_is_erased_here" }),
    endUnclaimedGrants: (forUser) => {
      grantsOf.push(forUser);
      return Promise.resolve(grantsEnd);
    },
    internal: rpc,
    vectors: vectors as VectorStore,
    now: () => new Date(0),
    // Every look at the clock takes ten milliseconds.
    monotonic: () => now += 10,
    sleep(milliseconds) {
      slept.push(milliseconds);
      return Promise.resolve();
    },
  });
  return { handler, calls, order, slept, grantsOf };
}

const job = { id: 1, attempts: 1, message: { type: "retain" as const, version: 1 as const } };
const plenty = () => createBudget(() => 0, 1);

Deno.test("retainJob() deletes batch by batch, vectors before rows, and rests in between", async () => {
  const { handler, calls, order, slept } = scenario([500, 20], []);
  assert.deepEqual(await handler.handle([job], plenty()), [{ id: 1, result: "done" }]);
  assert.deepEqual(order, ["vectors", "rows", "vectors", "rows"]);
  assert.deepEqual(slept, [10, 10]);
  const deletes = calls.filter((call) => call.name === "retention_delete");
  assert.deepEqual(deletes.map((call) => call.args["embeddings_deleted"]), [1000, 40]);
  assert.equal(calls.at(-1)?.name, "retention_finish");
});

Deno.test("retainJob() keeps to one person when the message names one", async () => {
  const { handler, calls, grantsOf } = scenario([1], []);
  await handler.handle([{ ...job, message: { ...job.message, user_id: userId } }], plenty());
  for (const name of ["retention_start", "retention_batch"]) {
    assert.equal(calls.find((call) => call.name === name)?.args["for_user"], userId);
  }
  assert.deepEqual(grantsOf, [userId]);
});

Deno.test("retainJob() leaves the audit open while grants wait to be ended", async () => {
  const { handler, calls, grantsOf } = scenario([3], [], undefined, false);
  assert.deepEqual(await handler.handle([job], plenty()), [
    { id: 1, result: "done", next: [{ queue: "retain", message: job.message }] },
  ]);
  assert.deepEqual(grantsOf, [null]);
  assert.ok(!calls.some((call) => call.name === "retention_finish"));
});

Deno.test("retainJob() queues its rest when the budget is spent, and leaves the audit open", async () => {
  const { handler, calls } = scenario([500, 500, 500], []);
  assert.deepEqual(await handler.handle([job], createBudget(() => 0, 1, 2)), [
    { id: 1, result: "done", next: [{ queue: "retain", message: job.message }] },
  ]);
  assert.equal(calls.filter((call) => call.name === "retention_delete").length, 2);
  assert.ok(!calls.some((call) => call.name === "retention_finish"));
});

Deno.test("retainJob() comes again later when all that is left is locked by others", async () => {
  const { handler } = scenario([3], [], () => 0);
  assert.deepEqual(await handler.handle([job], plenty()), [
    { id: 1, result: "retry", cause: "objects_are_locked" },
  ]);
});

Deno.test("retainJob() counts vectors that outlived their objects", async () => {
  const { handler, calls } = scenario([], [500, 3]);
  assert.deepEqual(await handler.handle([job], plenty()), [{ id: 1, result: "done" }]);
  const counted = calls.filter((call) => call.name === "retention_delete")
    .map((call) => call.args["embeddings_deleted"]);
  assert.deepEqual(counted, [500, 3]);
});

Deno.test("retainJob() queues its rest when the budget ends among such vectors", async () => {
  const { handler } = scenario([], [500, 500, 500]);
  const [outcome] = await handler.handle([job], createBudget(() => 0, 1, 1));
  assert.deepEqual(outcome, {
    id: 1,
    result: "done",
    next: [{ queue: "retain", message: job.message }],
  });
});
