/** Dimensions of the column `embeddings.embedding`. */
export const embeddingDimensions = 1536;

/** Turns texts into vectors. */
export interface Embedder {
  /** Stored beside each vector: vectors of different models are never compared. */
  readonly model: string;
  /** One vector of 1536 numbers a text, in order. Empty texts are an error of the caller. */
  embed(texts: string[]): Promise<number[][]>;
}

/**
 * The provider could not embed. `retryAfterSeconds` when it said how long to wait; `refused` where it
 * would refuse any text, because of the key, its rights or the model.
 */
export class EmbeddingError extends Error {
  override name = "EmbeddingError";

  constructor(
    readonly code: string,
    readonly retryable: boolean,
    readonly retryAfterSeconds?: number,
    readonly refused = false,
  ) {
    super(`The embedding provider failed: ${code}`);
  }
}
