import assert from "node:assert/strict";
import { createServices } from "../../../../shared/apps/services.ts";
import { EmbeddingError } from "../../../../shared/models/embedder.ts";
import { RuntimeEmbedder, runtimeModel } from "../../../../shared/models/runtime/embedder.ts";
import { runtimeModels } from "../../../../shared/platform/runtime_ai.ts";
import { testConfig } from "../../../support/platform.ts";

/** Stands in for the edge runtime: the same interface, vectors told by the text's length. */
function fakeRuntime(answer: (input: string) => unknown = (input) => vectorOf(input)) {
  const opened: string[] = [];
  const asked: { input: string; options: unknown }[] = [];
  class Session {
    constructor(model: string) {
      opened.push(model);
    }
    run(input: string, options: unknown): Promise<unknown> {
      asked.push({ input, options });
      return Promise.resolve(answer(input));
    }
  }
  return { scope: { Supabase: { ai: { Session } } }, opened, asked };
}

function vectorOf(input: string): number[] {
  const vector = new Array<number>(384).fill(0);
  vector[input.length % 384] = 1;
  return vector;
}

function embedderOf(scope: unknown): RuntimeEmbedder {
  const open = runtimeModels(scope);
  assert.ok(open);
  return new RuntimeEmbedder(open);
}

Deno.test("runtimeModels() finds what the runtime has, and nothing where it has nothing", () => {
  assert.ok(runtimeModels(fakeRuntime().scope));
  for (const scope of [{}, { Supabase: {} }, { Supabase: { ai: {} } }, null, undefined]) {
    assert.equal(runtimeModels(scope), null);
  }
  assert.equal(runtimeModels(), null, "Deno by itself brings no model along");
});

Deno.test("RuntimeEmbedder gives vectors of the column's width, in order, from one session", async () => {
  const { scope, opened, asked } = fakeRuntime();
  const vectors = await embedderOf(scope).embed(["a", "abc"]);
  assert.deepEqual(vectors.map((vector) => vector.length), [1536, 1536]);
  assert.deepEqual(vectors.map((vector) => vector.indexOf(1)), [1, 3]);
  assert.ok(vectors.every((vector) => vector.slice(384).every((number) => number === 0)));
  assert.deepEqual(opened, [runtimeModel]);
  assert.deepEqual(asked.map(({ options }) => options), [
    { mean_pool: true, normalize: true },
    { mean_pool: true, normalize: true },
  ]);
});

Deno.test("RuntimeEmbedder takes typed arrays, and sends no more of a text than is read", async () => {
  const { scope, asked } = fakeRuntime((input) => Float32Array.from(vectorOf(input)));
  const [vector] = await embedderOf(scope).embed(["x".repeat(100_000)]);
  assert.equal(vector?.length, 1536);
  assert.ok((asked[0]?.input.length ?? Infinity) <= 8192);
});

Deno.test("RuntimeEmbedder says that the runtime failed without a word of the text", async () => {
  let failing = true;
  const { scope, opened } = fakeRuntime((input) => {
    if (failing) throw new Error(`cannot read ${input}`);
    return vectorOf(input);
  });
  const embedder = embedderOf(scope);
  await assert.rejects(embedder.embed(["secret"]), (error) => {
    assert.ok(error instanceof EmbeddingError);
    assert.ok(error.retryable && error.cause === undefined);
    assert.doesNotMatch(`${error.message} ${error.stack}`, /secret/);
    return true;
  });
  failing = false;
  assert.equal((await embedder.embed(["secret"])).length, 1);
  assert.equal(opened.length, 2, "a session that failed is opened anew");
});

Deno.test("RuntimeEmbedder refuses what is no vector of its model", async () => {
  for (const bad of [[], new Array(383).fill(0), new Array(384).fill(NaN), "x", null]) {
    const { scope } = fakeRuntime(() => bad);
    await assert.rejects(
      embedderOf(scope).embed(["a"]),
      (error) =>
        error instanceof EmbeddingError && error.code === "unexpected_shape" && !error.retryable,
    );
  }
});

Deno.test("createServices() embeds with the runtime's model where no key is configured", async () => {
  const open = runtimeModels(fakeRuntime().scope);
  const embedder = async (env: Record<string, string>, models: typeof open) =>
    (await createServices(testConfig(env), { runtimeModels: models }).embedder())?.model ?? null;
  assert.equal(await embedder({}, open), "gte-small");
  assert.equal(await embedder({}, null), null);
  assert.equal(
    await embedder({ OPENAI_API_KEY: "key", EMBEDDINGS_MODEL: "text-embedding-3-small" }, open),
    "text-embedding-3-small",
  );
});
