import assert from "node:assert/strict";
import type { EmbedMessage } from "../../../shared/contracts/queue_messages.ts";
import { type Embedder, EmbeddingError } from "../../../shared/models/embedder.ts";
import { textHash } from "../../../shared/models/text_hash.ts";
import { WorkRefused } from "../../../shared/jobs/worker/handler.ts";
import { createBudget } from "../../../shared/jobs/worker/budget.ts";
import { embedJob } from "../../../shared/jobs/embed/embed_job.ts";
import type { EmbeddedObject, VectorStore } from "../../../shared/vector/vector_store.ts";
import { fakeRpc, userId } from "./fakes.ts";

const budget = createBudget(() => 0, 1);
const id = (n: number) => `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`;

function job(n: number): { id: number; attempts: number; message: EmbedMessage } {
  return {
    id: n,
    attempts: 1,
    message: {
      type: "embed",
      version: 1,
      user_id: userId,
      object_type: "event",
      object_id: id(n),
    },
  };
}

/** Objects by number, with what they say; null is an object without a text. */
function scenario(
  contents: Record<number, string | null>,
  embed: Embedder["embed"],
  stored: Record<number, string> = {},
  leftOut: number[] = [],
) {
  const { rpc } = fakeRpc({
    embeddable_objects: Object.entries(contents).map(([n, content]) => ({
      user_id: userId,
      object_type: "event",
      object_id: id(Number(n)),
      source: "slack",
      occurred_at: "2026-01-01T00:00:00Z",
      expires_at: null,
      content,
      truncated: false,
      version: `version-${n}`,
    })),
  });
  const upserted: EmbeddedObject[] = [];
  const asked: string[][] = [];
  /** Chunks in each call of the store. */
  const calls: number[] = [];
  const forgotten: number[][] = [];
  const vectors: Pick<VectorStore, "store" | "hashes" | "forget"> = {
    store(objects) {
      upserted.push(...objects);
      calls.push(objects.reduce((sum, object) => sum + object.chunks.length, 0));
      return Promise.resolve({
        chunks: objects.length,
        leftOut: objects.filter((object) => leftOut.includes(Number(object.objectId.slice(-12)))),
      });
    },
    hashes: async () =>
      new Map(
        await Promise.all(
          Object.entries(stored).map(async ([n, text]): Promise<[string, string]> => [
            `event/${id(Number(n))}`,
            await textHash(text),
          ]),
        ),
      ),
    forget(refs) {
      forgotten.push(refs.map((ref) => Number(ref.objectId.slice(-12))));
      return Promise.resolve(
        refs.filter((ref) => stored[Number(ref.objectId.slice(-12))] !== undefined).length,
      );
    },
  };
  const embedder: Embedder = {
    model: "test",
    embed(texts) {
      asked.push(texts);
      return embed(texts);
    },
  };
  return {
    handler: embedJob(rpc, embedder, vectors as VectorStore),
    upserted,
    asked,
    calls,
    forgotten,
  };
}

const vectorsOf = (texts: string[]) => Promise.resolve(texts.map((text) => [text.length]));

Deno.test("embedJob() embeds a slice in one call and stores it with version and hash", async () => {
  const { handler, upserted, asked } = scenario({ 1: " one ", 2: "two two" }, vectorsOf);
  const outcomes = await handler.handle([job(1), job(2), job(3)], budget);
  assert.deepEqual(outcomes, [1, 2, 3].map((n) => ({ id: n, result: "done" })));
  assert.deepEqual(asked, [["one", "two two"]]);
  assert.deepEqual(upserted.map(({ chunks, version }) => ({ chunks, version })), [
    { chunks: [[3]], version: "version-1" },
    { chunks: [[7]], version: "version-2" },
  ]);
  assert.equal(upserted[0]?.contentHash, await textHash("one"));
});

Deno.test("embedJob() cuts a long text into chunks and puts each vector with its own object", async () => {
  const long = "word ".repeat(900);
  const { handler, upserted } = scenario({ 1: long, 2: "short" }, vectorsOf);
  await handler.handle([job(1), job(2)], budget);
  assert.equal(upserted[0]?.chunks.length, 3);
  assert.deepEqual(upserted[1]?.chunks, [[5]]);
});

Deno.test("embedJob() asks for nothing when the stored hash is that of the text", async () => {
  const { handler, asked } = scenario({ 1: "same" }, vectorsOf, { 1: "same" });
  assert.deepEqual(await handler.handle([job(1)], budget), [{ id: 1, result: "done" }]);
  assert.deepEqual(asked, []);
});

Deno.test("embedJob() forgets in one call what is gone or says nothing any more, and looks again", async () => {
  const again = (n: number) => ({
    id: n,
    result: "done",
    next: [{ queue: "embed", message: job(n).message, delaySeconds: 2 }],
  });
  const { handler, forgotten } = scenario({ 1: "  ", 2: null }, vectorsOf, { 1: "what it said" });
  // 3 is gone.
  assert.deepEqual(await handler.handle([1, 2, 3].map(job), budget), [1, 2, 3].map(again));
  assert.deepEqual(forgotten, [[1, 2, 3]]);
  const nothing = scenario({ 1: "  ", 2: null }, vectorsOf);
  assert.deepEqual(await nothing.handler.handle([1, 2, 3].map(job), budget), [
    { id: 1, result: "done" },
    { id: 2, result: "done" },
    { id: 3, result: "done" },
  ], "nothing was stored, so nothing has to be looked at again");
  assert.equal(nothing.forgotten.length, 1);
});

Deno.test("embedJob() looks again at what the store left out", async () => {
  const { handler } = scenario({ 1: "one", 2: "two" }, vectorsOf, {}, [2]);
  assert.deepEqual(await handler.handle([job(1), job(2)], budget), [
    { id: 1, result: "done" },
    {
      id: 2,
      result: "done",
      next: [{ queue: "embed", message: job(2).message, delaySeconds: 2 }],
    },
  ]);
});

Deno.test("embedJob() stores as it goes, at most 40 chunks a call and an object", async () => {
  const texts = Object.fromEntries(Array.from({ length: 70 }, (_, n) => [n + 1, `text ${n}`]));
  const { handler, calls, upserted } = scenario(
    { ...texts, 71: "many words ".repeat(40_000) },
    vectorsOf,
  );
  const jobs = Array.from({ length: 71 }, (_, n) => job(n + 1));
  const outcomes = await handler.handle(jobs, createBudget(() => 0, 1));
  assert.ok(outcomes.every((outcome) => outcome.result === "done"));
  assert.deepEqual(calls, [40, 30, 40]);
  const long = upserted.find((object) => object.objectId === id(71));
  assert.equal(long?.truncated, true);
  assert.equal(upserted[0]?.truncated, false);
});

Deno.test("embedJob() releases what its budget does not reach", async () => {
  const texts = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [n + 1, `text ${n}`]));
  const { handler, calls } = scenario(texts, vectorsOf);
  const jobs = Array.from({ length: 100 }, (_, n) => job(n + 1));
  const outcomes = await handler.handle(jobs, createBudget(() => 0, 1, 1));
  assert.deepEqual(calls, [40, 40]);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.result),
    [...Array(80).fill("done"), ...Array(20).fill("released")],
  );
});

Deno.test("embedJob() ends the run when the provider would refuse any text", async () => {
  for (const code of ["status_401", "status_403", "status_404"]) {
    const { handler, asked } = scenario(
      { 1: "a", 2: "b" },
      () => Promise.reject(new EmbeddingError(code, false, undefined, true)),
    );
    await assert.rejects(handler.handle([job(1), job(2)], budget), new WorkRefused(code));
    assert.equal(asked.length, 1, "it is not asked again in halves");
  }
});

Deno.test("embedJob() finds the one text that the provider refuses", async () => {
  const { handler, upserted } = scenario(
    { 1: "a", 2: "b", 3: "poison", 4: "d", 5: "e" },
    (texts) =>
      texts.includes("poison")
        ? Promise.reject(new EmbeddingError("status_400", false))
        : vectorsOf(texts),
  );
  const outcomes = await handler.handle([1, 2, 3, 4, 5].map(job), budget);
  assert.deepEqual(
    outcomes.filter((outcome) => outcome.result !== "done"),
    [{ id: 3, result: "dead", cause: "status_400" }],
  );
  assert.equal(upserted.length, 4);
});

Deno.test("embedJob() retries the slice when the provider is busy, as late as it asks", async () => {
  const { handler, asked } = scenario(
    { 1: "a", 2: "b" },
    () => Promise.reject(new EmbeddingError("status_429", true, 17)),
  );
  const retry = { result: "retry", cause: "status_429", retryAfterSeconds: 17 };
  assert.deepEqual(await handler.handle([job(1), job(2)], budget), [
    { id: 1, ...retry },
    { id: 2, ...retry },
  ]);
  assert.equal(asked.length, 1, "a busy provider is not asked again in halves");
});

Deno.test("embedJob() retries without a time when the provider names none", async () => {
  const { handler } = scenario(
    { 1: "a" },
    () => Promise.reject(new EmbeddingError("unreachable", true)),
  );
  assert.deepEqual(await handler.handle([job(1)], budget), [
    { id: 1, result: "retry", cause: "unreachable" },
  ]);
});

Deno.test("embedJob() throws what is no failure of the provider", async () => {
  const { handler } = scenario({ 1: "a" }, () => Promise.reject(new TypeError("a defect")));
  await assert.rejects(handler.handle([job(1)], budget), TypeError);
});
