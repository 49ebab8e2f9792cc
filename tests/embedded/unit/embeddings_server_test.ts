import assert from "node:assert/strict";
import OpenAI from "openai";
import { MODEL } from "../../../supabase/embedded/embeddings/protocol.ts";
import { serveEmbeddings } from "../../../supabase/embedded/embeddings/server.ts";
import type { EmbeddingModel } from "../../../supabase/embedded/embeddings/model.ts";

/** Puts the length of a text into its first number. */
const lengths: EmbeddingModel = {
  embed: (texts) =>
    Promise.resolve({
      vectors: texts.map((text) => {
        const vector = new Float32Array(512);
        vector[0] = text.length;
        vector[511] = 1;
        return vector;
      }),
      tokens: texts.length,
    }),
  close: () => {},
};

function serve(model: EmbeddingModel = lengths) {
  const logs: string[] = [];
  const server = serveEmbeddings("key", (line) => logs.push(line), model);
  return {
    ...server,
    logs,
    async post(body: unknown, init: RequestInit = {}) {
      const response = await fetch(`${server.url}/embeddings`, {
        method: "POST",
        headers: { authorization: "Bearer key" },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...init,
      });
      return { status: response.status, body: await response.json() };
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

Deno.test("serveEmbeddings() speaks to the OpenAI client, in both encodings", async () => {
  await using server = serve();
  const client = new OpenAI({ apiKey: "key", baseURL: server.url, maxRetries: 0 });
  const input = ["four", "sixsix"];
  for (const encoding_format of ["float", "base64", undefined] as const) {
    const { data, usage } = await client.embeddings.create({
      model: MODEL,
      input,
      ...(encoding_format ? { encoding_format } : {}),
    });
    const first = data.map(({ embedding }) =>
      typeof embedding === "string" ? decode(embedding) : embedding
    );
    assert.deepEqual(first.map((vector) => [vector.length, vector[0], vector[511], vector[512]]), [
      [1536, 4, 1, 0],
      [1536, 6, 1, 0],
    ]);
    assert.deepEqual(data.map(({ index }) => index), [0, 1]);
    assert.deepEqual(usage, { prompt_tokens: 2, total_tokens: 2 });
  }
  assert.deepEqual((await client.models.list()).data.map((model) => model.id), [MODEL]);
});

function decode(base64: string): number[] {
  const bytes = Uint8Array.fromBase64(base64);
  return [...new Float32Array(bytes.buffer)];
}

Deno.test("serveEmbeddings() pads to the dimensions that are asked for", async () => {
  await using server = serve();
  const { body } = await server.post({ model: MODEL, input: "a", dimensions: 512 });
  assert.equal(body.data[0].embedding.length, 512);
});

Deno.test("serveEmbeddings() refuses a request without the key", async () => {
  await using server = serve();
  for (const headers of [{}, { authorization: "Bearer other" }, { authorization: "key" }]) {
    const { status, body } = await server.post({ model: MODEL, input: "a" }, { headers });
    assert.equal(status, 401);
    assert.equal(body.error.code, "invalid_api_key");
  }
});

Deno.test("serveEmbeddings() names the field when a request is wrong", async () => {
  await using server = serve();
  const model = MODEL;
  for (
    const [request, status, param, message] of [
      ["{", 400, null, /not valid JSON/],
      [{ input: "a" }, 400, "model", /model/],
      [{ model: "text-embedding-3-small", input: "a" }, 404, "model", /does not exist/],
      [{ model, input: "" }, 400, "input", /must not be empty/],
      [{ model, input: [] }, 400, "input", /must not be empty/],
      [{ model, input: ["a", ""] }, 400, "input", /must not be empty/],
      [{ model, input: [[1, 2]] }, 400, "input", /lists of tokens are not supported/],
      [{ model, input: 7 }, 400, "input", /must be a text/],
      [{ model, input: Array(2049).fill("a") }, 400, "input", /2048/],
      [{ model, input: "a", dimensions: 100 }, 400, "dimensions", /at least 512/],
      [{ model, input: "a", dimensions: 3072 }, 400, "dimensions", /at most 1536/],
      [{ model, input: "a", encoding_format: "hex" }, 400, "encoding_format", /float or base64/],
    ] as const
  ) {
    const answer = await server.post(request);
    assert.equal(answer.status, status, JSON.stringify(request).slice(0, 80));
    assert.equal(answer.body.error.param, param);
    assert.match(answer.body.error.message, message);
  }
});

Deno.test("serveEmbeddings() refuses other paths and methods", async () => {
  await using server = serve();
  const headers = { authorization: "Bearer key" };
  const status = async (path: string, method: string) => {
    const response = await fetch(server.url + path, { method, headers });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await status("/chat/completions", "POST"), 404);
  assert.equal(await status("/embeddings", "GET"), 405);
  assert.equal(await status("/models", "POST"), 405);
});

Deno.test("serveEmbeddings() answers 500 and keeps texts out of it when the model fails", async () => {
  await using server = serve({
    embed: () => Promise.reject(new Error("out of memory")),
    close: () => {},
  });
  const { status, body } = await server.post({ model: MODEL, input: "my private text" });
  assert.equal(status, 500);
  assert.equal(body.error.type, "server_error");
  assert.doesNotMatch(JSON.stringify(body) + server.logs.join(), /private/);
  assert.match(server.logs.join(), /out of memory/);
});
