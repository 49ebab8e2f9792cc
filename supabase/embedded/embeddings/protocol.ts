/**
 * The local model: Universal Sentence Encoder Lite, 512 dimensions, the weights inside of an npm
 * package. Its name says what it is, so that nobody takes its vectors for another model's.
 */
export const MODEL = "universal-sentence-encoder-lite-512";

/** Dimensions that the model computes; the rest of an answer are zeros. */
export const MODEL_DIMENSIONS = 512;

/** Texts for the worker to embed. */
export interface EmbedRequest {
  id: number;
  texts: string[];
}

/** What the worker made of them. */
export type EmbedResponse =
  | {
    id: number;
    /** One vector of unit length after the other, `MODEL_DIMENSIONS` numbers each. */
    vectors: Float32Array<ArrayBuffer>;
    /** Word pieces that the model read, in all texts. */
    tokens: number;
  }
  | { id: number; error: string };
