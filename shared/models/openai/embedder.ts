import OpenAI from "openai";
import { z } from "zod";
import type { Config } from "../../platform/config.ts";
import { parseRetryAfter } from "../../http/retry_after.ts";
import { type Embedder, embeddingDimensions, EmbeddingError } from "../embedder.ts";

/** Texts in one request; OpenAI allows 2,048 inputs and 300,000 tokens. */
const requestSize = 100;

/** What is used of an answer; the type that the SDK states is not checked by anybody. */
const answerShape = z.object({
  data: z.array(z.object({
    index: z.number().int(),
    embedding: z.custom<number[]>((value) =>
      Array.isArray(value) && value.length === embeddingDimensions && value.every(Number.isFinite)
    ),
  })),
});

/** Any server that speaks OpenAI's `/v1/embeddings`. */
export class OpenAiEmbedder implements Embedder {
  readonly model: string;
  readonly #client: OpenAI;

  /** @param maxRetries of the SDK, within a call; 0 where a queue retries. */
  constructor(
    settings: NonNullable<Config["embeddings"]>,
    fetch: typeof globalThis.fetch,
    maxRetries = 2,
  ) {
    this.model = settings.model;
    this.#client = new OpenAI({
      apiKey: settings.apiKey,
      ...(settings.baseUrl ? { baseURL: settings.baseUrl } : {}),
      fetch,
      maxRetries,
      timeout: 60_000,
      logLevel: "off",
    });
  }

  async embed(texts: string[]): Promise<number[][]> {
    const vectors: number[][] = [];
    for (let start = 0; start < texts.length; start += requestSize) {
      vectors.push(...await this.#request(texts.slice(start, start + requestSize)));
    }
    return vectors;
  }

  async #request(input: string[]): Promise<number[][]> {
    const answer: unknown = await this.#client.embeddings.create({ model: this.model, input })
      .catch((error: unknown) => {
        throw toEmbeddingError(error);
      });
    const parsed = answerShape.safeParse(answer);
    const vectors = new Map(parsed.data?.data.map((item) => [item.index, item.embedding]));
    const ordered = input.flatMap((_, index) => {
      const vector = vectors.get(index);
      return vector ? [vector] : [];
    });
    if (parsed.data?.data.length !== input.length || ordered.length !== input.length) {
      throw new EmbeddingError("unexpected_shape", false);
    }
    return ordered;
  }
}

/** Keeps the status, drops the message: a provider may quote the input in it. */
function toEmbeddingError(error: unknown): EmbeddingError {
  if (!(error instanceof OpenAI.APIError)) return new EmbeddingError("unknown", true);
  if (error.status === undefined) return new EmbeddingError("unreachable", true);
  const retryable = error.status === 408 || error.status === 409 || error.status === 429 ||
    error.status >= 500;
  return new EmbeddingError(
    `status_${error.status}`,
    retryable,
    parseRetryAfter(error.headers?.get("retry-after")),
    [401, 403, 404].includes(error.status),
  );
}
