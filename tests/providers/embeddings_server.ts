/**
 * A loopback provider of embeddings that is as strict as OpenAI's `POST /v1/embeddings` (model,
 * key, input, limits, error bodies), and fails when it is told to. The vector of a text follows from
 * the text alone, so that a test can tell whether a stored vector is that of a content.
 */
import { Buffer } from "node:buffer";

/** What a provider answers instead of vectors. */
export interface Refusal {
  status: number;
  headers?: Record<string, string>;
  type?: string;
}

/** A request for embeddings that passed all checks. */
export interface EmbeddingRequest {
  /** From 1. */
  number: number;
  input: string[];
}

export interface EmbeddingsServerOptions {
  model?: string;
  apiKey?: string;
  /** Asked for each valid request; null answers it. It may take its time. */
  refuse?: (request: EmbeddingRequest) => Refusal | null | Promise<Refusal | null>;
}

export interface EmbeddingsServer extends AsyncDisposable {
  /** Base URL, with `/v1`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey: string;
  /** Valid requests so far, those that were refused too. */
  readonly requests: EmbeddingRequest[];
  /** Requests that were malformed, with what was wrong. */
  readonly faults: string[];
  refuse: NonNullable<EmbeddingsServerOptions["refuse"]>;
}

const dimensions = 1536;
const maxInputs = 2048;
/** Of text-embedding-ada-002, in tokens; a token is about four characters. */
const maxTokens = 8192;

/** Serves on a free loopback port until disposed of. */
export function serveTestEmbeddings(options: EmbeddingsServerOptions = {}): EmbeddingsServer {
  const model = options.model ?? "text-embedding-ada-002";
  const apiKey = options.apiKey ?? `sk-test-${crypto.randomUUID()}`;
  const requests: EmbeddingRequest[] = [];
  const faults: string[] = [];

  const fail = (status: number, type: string, message: string, headers?: HeadersInit) =>
    Response.json({ error: { message, type, param: null, code: null } }, {
      status,
      ...(headers ? { headers } : {}),
    });
  const invalid = (message: string) => {
    faults.push(message);
    return fail(400, "invalid_request_error", message);
  };

  const handler = async (request: Request): Promise<Response> => {
    if (new URL(request.url).pathname !== "/v1/embeddings" || request.method !== "POST") {
      faults.push(`${request.method} ${request.url}`);
      return fail(404, "invalid_request_error", "Unknown request URL");
    }
    if (request.headers.get("authorization") !== `Bearer ${apiKey}`) {
      faults.push("wrong key");
      return fail(401, "invalid_request_error", "Incorrect API key provided");
    }
    const body: unknown = await request.json().catch(() => null);
    if (typeof body !== "object" || body === null) return invalid("the body is no JSON object");
    const { model: asked, input: given, encoding_format: format = "float" } = body as Record<
      string,
      unknown
    >;
    if (asked !== model) {
      faults.push(`model ${String(asked)}`);
      return fail(404, "invalid_request_error", "The model does not exist");
    }
    if (format !== "float" && format !== "base64") return invalid("encoding_format");
    const input = typeof given === "string" ? [given] : given;
    if (!isTexts(input)) return invalid("input must be a text or texts, none of them empty");
    if (input.length > maxInputs) return invalid(`input has over ${maxInputs} texts`);
    if (input.some((text) => text.length > maxTokens * 4)) return invalid("a text is too long");

    const valid = { number: requests.length + 1, input };
    requests.push(valid);
    const refusal = await server.refuse(valid);
    if (refusal) {
      return fail(refusal.status, refusal.type ?? "server_error", "Refused", refusal.headers);
    }
    const data = await Promise.all(input.map(async (text, index) => {
      const vector = await vectorOf(text);
      return {
        object: "embedding",
        index,
        embedding: format === "float"
          ? [...vector]
          : Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64"),
      };
    }));
    const tokens = input.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
    return Response.json({
      object: "list",
      model,
      data,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    });
  };

  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  const server: EmbeddingsServer = {
    url: `http://127.0.0.1:${http.addr.port}/v1`,
    model,
    apiKey,
    requests,
    faults,
    refuse: options.refuse ?? (() => null),
    [Symbol.asyncDispose]: () => http.shutdown(),
  };
  return server;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 &&
    value.every((text) => typeof text === "string" && text !== "");
}

/** The unit vector of a text: pseudo-random numbers seeded by its SHA-256. */
export async function vectorOf(text: string): Promise<Float32Array> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  let state = new DataView(digest).getUint32(0) | 1;
  const vector = new Float32Array(dimensions);
  let length = 0;
  for (let i = 0; i < dimensions; i++) {
    // Xorshift (Marsaglia 2003).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const value = (state >>> 0) / 2 ** 32 - 0.5;
    vector[i] = value;
    length += value * value;
  }
  return vector.map((value) => value / Math.sqrt(length));
}
