import { z } from "zod";
import type { OpenSession, RuntimeSession } from "../../platform/runtime_ai.ts";
import { type Embedder, embeddingDimensions, EmbeddingError } from "../embedder.ts";
import { cutText } from "../extractive/cut.ts";

/** The runtime's model for English texts; it is the name that stands beside its vectors. */
export const runtimeModel = "gte-small";

/** Numbers in one of its vectors. */
const dimensions = 384;
/** It reads 512 tokens of a text, which have fewer than so many UTF-16 units; more is not sent. */
const longest = 512 * 16;

/** `run` gives an array or a typed array, by the runtime's version. */
const vectorShape = z.custom<ArrayLike<number>>((value) =>
  (Array.isArray(value) || value instanceof Float32Array || value instanceof Float64Array) &&
  value.length === dimensions && value.every((number) => Number.isFinite(number))
);

/**
 * The model that the edge runtime brings along: no key, no account, no text leaves the project. Its
 * vectors are filled up with zeros to the width of the column, which changes no similarity.
 *
 * @see https://supabase.com/docs/guides/functions/ai-models
 */
export class RuntimeEmbedder implements Embedder {
  readonly model = runtimeModel;
  #session: RuntimeSession | undefined;

  constructor(private readonly open: OpenSession) {}

  /** @throws {EmbeddingError} where the runtime fails, or gives no vector of its model's width */
  async embed(texts: string[]): Promise<number[][]> {
    const vectors: number[][] = [];
    // One at a time: they share the function's own processor.
    for (const text of texts) vectors.push(await this.#one(text));
    return vectors;
  }

  async #one(text: string): Promise<number[]> {
    let given: unknown;
    try {
      this.#session ??= this.open(runtimeModel);
      given = await this.#session.run(cutText(text, longest), { mean_pool: true, normalize: true });
    } catch {
      // Its message may quote the text. A session that failed is not asked again.
      this.#session = undefined;
      throw new EmbeddingError("runtime_failed", true);
    }
    const { data: vector } = vectorShape.safeParse(given);
    if (!vector) throw new EmbeddingError("unexpected_shape", false);
    return [...Array.from(vector), ...zeros];
  }
}

const zeros: readonly number[] = new Array(embeddingDimensions - dimensions).fill(0);
