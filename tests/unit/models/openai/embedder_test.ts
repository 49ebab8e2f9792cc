import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createServices } from "../../../../shared/apps/services.ts";
import { EmbeddingError } from "../../../../shared/models/embedder.ts";
import { embeddingDimensions } from "../../../../shared/models/embedder.ts";
import { OpenAiEmbedder } from "../../../../shared/models/openai/embedder.ts";
import { textHash } from "../../../../shared/models/text_hash.ts";
import { recordedFetch, testConfig } from "../../../support/platform.ts";

const apiKey = "sk-of-the-test-and-nobody-else";
const settings = { baseUrl: "http://models.test/v1", apiKey, model: "test-model" };

/** A vector that tells its texts apart: their lengths stand in front. */
function vectorOf(text: string, dimensions = embeddingDimensions): Float32Array {
  const vector = new Float32Array(dimensions);
  vector[0] = text.length;
  return vector;
}

interface Body {
  model: string;
  input: string[];
  encoding_format?: string;
}

function item(body: Body, vector: Float32Array, index: number) {
  const embedding = body.encoding_format === "base64"
    ? Buffer.from(vector.buffer).toString("base64")
    : [...vector];
  return { object: "embedding", index, embedding };
}

/** Answers as OpenAI does, last text first. */
async function embedded(request: Request): Promise<Response> {
  const body: Body = await request.json();
  const data = body.input.map((text, index) => item(body, vectorOf(text), index)).reverse();
  return Response.json({ object: "list", model: body.model, data });
}

function embedderOver(answer: (request: Request) => Response | Promise<Response>, retries = 0) {
  const network = recordedFetch(answer);
  return {
    embedder: new OpenAiEmbedder(settings, network.fetch, retries),
    requests: network.requests,
  };
}

async function failure(answer: (request: Request) => Response | Promise<Response>) {
  const { embedder, requests } = embedderOver(answer);
  const error = await embedder.embed(["what somebody wrote"]).then(
    () => assert.fail("no error"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof EmbeddingError, String(error));
  assert.equal(requests.length, 1);
  const { code, retryable, retryAfterSeconds } = error;
  return { error, code, retryable, retryAfterSeconds };
}

Deno.test("embed() asks the server for the model's vectors with the key", async () => {
  const { embedder, requests } = embedderOver(embedded);
  const vectors = await embedder.embed(["a", "bb"]);
  assert.equal(embedder.model, "test-model");
  assert.deepEqual(vectors.map((vector) => vector.length), [1536, 1536]);
  const [request, ...others] = requests;
  assert.deepEqual(others, []);
  assert.equal(request?.method, "POST");
  assert.equal(request?.url, "http://models.test/v1/embeddings");
  assert.equal(request?.headers.get("authorization"), `Bearer ${apiKey}`);
  const body = await request?.json();
  assert.equal(body.model, "test-model");
  assert.deepEqual(body.input, ["a", "bb"]);
});

Deno.test("embed() gives vectors in the order of the texts, whatever the order of the answer", async () => {
  const { embedder } = embedderOver(embedded);
  const texts = ["a", "bb", "ccc", "dddd"];
  assert.deepEqual((await embedder.embed(texts)).map(([length]) => length), [1, 2, 3, 4]);
});

Deno.test("embed() asks for at most 100 texts at once", async () => {
  const { embedder, requests } = embedderOver(embedded);
  const texts = Array.from({ length: 250 }, (_, index) => "x".repeat(index + 1));
  const vectors = await embedder.embed(texts);
  assert.deepEqual(vectors.map(([length]) => length), texts.map((text) => text.length));
  const sizes = await Promise.all(
    requests.map(async (request) => (await request.json()).input.length),
  );
  assert.deepEqual(sizes, [100, 100, 50]);
  assert.deepEqual(await embedder.embed([]), []);
  assert.equal(requests.length, 3);
});

Deno.test("embed() refuses an answer of another shape", async () => {
  const answers: Record<string, (body: Body) => unknown> = {
    "too few dimensions": (body) => ({ data: [item(body, vectorOf("x", 512), 0)] }),
    "too many dimensions": (body) => ({ data: [item(body, vectorOf("x", 3072), 0)] }),
    "no vector": () => ({ data: [] }),
    "two vectors": (body) => ({
      data: [item(body, vectorOf("x"), 0), item(body, vectorOf("y"), 1)],
    }),
    "a vector for another text": (body) => ({ data: [item(body, vectorOf("x"), 1)] }),
    "not a number": (body) => ({ data: [item(body, vectorOf("x").fill(NaN), 0)] }),
    "words for numbers": () => ({
      data: [{ index: 0, embedding: Array(1536).fill("0.5") }],
    }),
    "no data": () => ({}),
    "an error with status 200": () => ({ error: { message: "quota" } }),
    null: () => null,
  };
  for (const [name, answer] of Object.entries(answers)) {
    const { code, retryable } = await failure(async (request) =>
      Response.json(answer(await request.json()))
    );
    assert.deepEqual([code, retryable], ["unexpected_shape", false], name);
  }
  const page = await failure(() =>
    new Response("<html>", { headers: { "content-type": "text/html" } })
  );
  assert.deepEqual([page.code, page.retryable], ["unexpected_shape", false]);
});

Deno.test("embed() says which failures may pass and how long the provider asks to wait", async () => {
  const expected: [number, Record<string, string>, boolean, number | undefined][] = [
    [400, {}, false, undefined],
    [401, {}, false, undefined],
    [403, {}, false, undefined],
    [404, {}, false, undefined],
    [422, {}, false, undefined],
    [408, {}, true, undefined],
    [409, {}, true, undefined],
    [429, {}, true, undefined],
    [429, { "retry-after": "17" }, true, 17],
    [429, { "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" }, true, 0],
    [429, { "retry-after": "99999999" }, true, 3600],
    [429, { "retry-after": "soon" }, true, undefined],
    [500, {}, true, undefined],
    [503, { "retry-after": "2" }, true, 2],
  ];
  for (const [status, headers, retryable, seconds] of expected) {
    const seen = await failure(() => Response.json({ error: {} }, { status, headers }));
    assert.deepEqual(
      [seen.code, seen.retryable, seen.retryAfterSeconds],
      [`status_${status}`, retryable, seconds],
    );
  }
});

Deno.test("embed() may be tried again where no server, or nothing of sense, answered", async () => {
  const unreachable = await failure(() => Promise.reject(new TypeError("connection refused")));
  assert.deepEqual([unreachable.code, unreachable.retryable], ["unreachable", true]);
  const cut = await failure(() =>
    new Response(
      new ReadableStream({ start: (controller) => controller.error(new TypeError("reset")) }),
      { headers: { "content-type": "application/json" } },
    )
  );
  assert.equal(cut.retryable, true);
  const senseless = await failure(() => Response.json({ data: "x" }));
  assert.deepEqual([senseless.code, senseless.retryable], ["unknown", true]);
});

Deno.test("embed() repeats neither the key nor the text in an error", async () => {
  const message = `Incorrect API key ${apiKey} for "what somebody wrote"`;
  for (const status of [400, 401, 429, 500]) {
    const { error } = await failure(() => Response.json({ error: { message } }, { status }));
    const shown = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    assert.ok(!shown.includes(apiKey), `${status} repeats the key`);
    assert.ok(!shown.includes("what somebody wrote"), `${status} repeats the text`);
    assert.equal(error.message, `The embedding provider failed: status_${status}`);
  }
});

Deno.test("embed() repeats a request as often as it was told", async () => {
  let left = 2;
  const flaky = (request: Request) =>
    left-- > 0
      ? Response.json({ error: {} }, { status: 500, headers: { "retry-after-ms": "1" } })
      : embedded(request);
  const { embedder, requests } = embedderOver(flaky, 2);
  assert.equal((await embedder.embed(["a"])).length, 1);
  assert.equal(requests.length, 3);
});

Deno.test("embedder() makes one only where one is configured", async () => {
  const { fetch, requests } = recordedFetch(embedded);
  assert.equal(await createServices(testConfig(), { fetch }).embedder(), null);
  const config = testConfig({ OPENAI_API_KEY: apiKey });
  const configured = await createServices(config, { fetch }).embedder(0);
  assert.equal(configured?.model, "text-embedding-ada-002");
  await configured?.embed(["a"]);
  assert.equal(requests[0]?.url, "https://api.openai.com/v1/embeddings");
});

Deno.test("textHash() is SHA-256 over UTF-8", async () => {
  assert.equal(
    await textHash("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  assert.equal(
    await textHash(""),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  assert.notEqual(await textHash("é"), await textHash("e\u0301"));
});
