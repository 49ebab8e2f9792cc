import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { createModel, type EmbeddingModel } from "./model.ts";
import { MODEL, MODEL_DIMENSIONS } from "./protocol.ts";

/** A running embedding server. */
export interface EmbeddingServer {
  /** The base URL for an OpenAI client, with `/v1`. */
  url: string;
  model: string;
  stop(): Promise<void>;
}

/** Dimensions of an answer that asks for none: those of the embeddings table. */
const DEFAULT_DIMENSIONS = 1536;
const BODY_LIMIT = 8 * 1024 * 1024;

const text = z.string("must be text; lists of tokens are not supported")
  .min(1, "must not be empty");
const requestSchema = z.object({
  model: z.string(),
  input: z.preprocess(
    (input) => typeof input === "string" ? [input] : input,
    z.array(text, "must be a text or a list of texts").min(1, "must not be empty")
      .max(2048, "must have at most 2048 texts"),
  ),
  encoding_format: z.enum(["float", "base64"], "must be float or base64").default("float"),
  dimensions: z.int().min(MODEL_DIMENSIONS, `must be at least ${MODEL_DIMENSIONS}`)
    .max(DEFAULT_DIMENSIONS, `must be at most ${DEFAULT_DIMENSIONS}`).default(DEFAULT_DIMENSIONS),
  user: z.string().optional(),
});

/**
 * Serves `POST /v1/embeddings` and `GET /v1/models` as OpenAI does, with the local model, on a
 * free loopback port. The 512 numbers of the model are followed by zeros up to `dimensions`,
 * which leaves every cosine as it is.
 */
export function serveEmbeddings(
  apiKey: string,
  log: (message: string) => void,
  model: EmbeddingModel = createModel(),
): EmbeddingServer {
  const closing = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: closing.signal,
    onListen: () => {},
  }, (request) => {
    return answer(request, apiKey, model).catch((error) => {
      log(`Embeddings failed: ${error instanceof Error ? error.message : error}`);
      return failure(500, "server_error", null, "The model failed; see the log of the stack");
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/v1`,
    model: MODEL,
    async stop() {
      closing.abort();
      model.close();
      await server.finished;
    },
  };
}

async function answer(
  request: Request,
  apiKey: string,
  model: EmbeddingModel,
): Promise<Response> {
  if (!isKey(request.headers.get("authorization"), apiKey)) {
    return failure(401, "invalid_request_error", null, "Incorrect API key", "invalid_api_key");
  }
  const { pathname } = new URL(request.url);
  const expected = pathname === "/v1/embeddings" ? "POST" : "GET";
  if (pathname !== "/v1/embeddings" && pathname !== "/v1/models") {
    return failure(404, "invalid_request_error", null, `Unknown request URL: ${pathname}`);
  }
  if (request.method !== expected) {
    const message = `Not allowed to ${request.method} on ${pathname}; use ${expected}`;
    return failure(405, "invalid_request_error", null, message);
  }
  if (expected === "GET") {
    const data = [{ id: MODEL, object: "model", created: 0, owned_by: "local" }];
    return Response.json({ object: "list", data });
  }
  return await embed(request, model);
}

async function embed(request: Request, model: EmbeddingModel): Promise<Response> {
  const raw = await request.text();
  if (raw.length > BODY_LIMIT) {
    return failure(413, "invalid_request_error", null, "The request body is larger than 8 MiB");
  }
  let body: unknown;
  try {
    body = JSON.parse(raw);
  } catch {
    return failure(400, "invalid_request_error", null, "The request body is not valid JSON");
  }
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = String(issue?.path[0] ?? "body");
    const message = `Invalid value for '${field}': ${issue?.message ?? "not understood"}`;
    return failure(400, "invalid_request_error", field, message);
  }
  const { input, encoding_format, dimensions } = parsed.data;
  if (parsed.data.model !== MODEL) {
    const message = `The model '${parsed.data.model}' does not exist; this server has ${MODEL}`;
    return failure(404, "invalid_request_error", "model", message, "model_not_found");
  }
  const { vectors, tokens } = await model.embed(input);
  return Response.json({
    object: "list",
    model: MODEL,
    data: vectors.map((vector, index) => {
      const padded = new Float32Array(dimensions);
      padded.set(vector);
      return {
        object: "embedding",
        index,
        embedding: encoding_format === "float"
          ? Array.from(padded)
          : new Uint8Array(padded.buffer).toBase64(),
      };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

function isKey(authorization: string | null, apiKey: string): boolean {
  const given = new TextEncoder().encode(authorization ?? "");
  const expected = new TextEncoder().encode(`Bearer ${apiKey}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** An error as OpenAI's clients expect it. */
function failure(
  status: number,
  type: string,
  param: string | null,
  message: string,
  code: string | null = null,
): Response {
  return Response.json({ error: { message, type, param, code } }, { status });
}
