import assert from "node:assert/strict";
import type { EmbedMessage } from "../../../shared/contracts/queue_messages.ts";
import { type Embedder, EmbeddingError } from "../../../shared/models/embedder.ts";
import { textHash } from "../../../shared/models/text_hash.ts";
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
      version: `version-${n}`,
    })),
  });
  const upserted: EmbeddedObject[] = [];
  const asked: string[][] = [];
  const vectors: Pick<VectorStore, "upsert" | "hashes" | "deleteObjects"> = {
    upsert(objects) {
      upserted.push(...objects);
      return Promise.resolve(objects.length);
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
    deleteObjects: (refs) =>
      Promise.resolve(refs.filter((ref) => stored[Number(ref.objectId.slice(-12))]).length),
  };
  const embedder: Embedder = {
    model: "test",
    embed(texts) {
      asked.push(texts);
      return embed(texts);
    },
  };
  return { handler: embedJob(rpc, embedder, vectors as VectorStore), upserted, asked };
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

Deno.test("embedJob() forgets the vectors of an object that says nothing any more, and looks again", async () => {
  const { handler } = scenario({ 1: "  ", 2: null }, vectorsOf, { 1: "what it said" });
  assert.deepEqual(await handler.handle([job(1), job(2)], budget), [
    { id: 1, result: "done", next: [{ queue: "embed", message: job(1).message }] },
    { id: 2, result: "done" },
  ]);
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
