import { type EmbedRequest, type EmbedResponse, MODEL_DIMENSIONS } from "./protocol.ts";

/** Vectors for some texts, in their order. */
export interface Embedded {
  /** Unit length, 512 numbers each. */
  vectors: Float32Array<ArrayBuffer>[];
  /** Word pieces that the model read. */
  tokens: number;
}

/** The local embedding model. */
export interface EmbeddingModel {
  embed(texts: string[]): Promise<Embedded>;
  close(): void;
}

/** Runs the model in a Web Worker, which is started with the first text. */
export function createModel(): EmbeddingModel {
  const waiting = new Map<number, PromiseWithResolvers<Embedded>>();
  let worker: Worker | null = null;
  let nextId = 0;

  const fail = (reason: string) => {
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  };

  const start = (): Worker => {
    const started = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    started.onmessage = ({ data }: MessageEvent<EmbedResponse>) => {
      const request = waiting.get(data.id);
      waiting.delete(data.id);
      if ("error" in data) return request?.reject(new Error(data.error));
      const count = data.vectors.length / MODEL_DIMENSIONS;
      const vectors = Array.from(
        { length: count },
        (_, index) => data.vectors.slice(index * MODEL_DIMENSIONS, (index + 1) * MODEL_DIMENSIONS),
      );
      request?.resolve({ vectors, tokens: data.tokens });
    };
    started.onerror = (event) => {
      event.preventDefault();
      fail(`The embedding worker failed: ${event.message}`);
      // The next text gets a new one.
      started.terminate();
      if (worker === started) worker = null;
    };
    return started;
  };

  return {
    embed(texts) {
      worker ??= start();
      const request = Promise.withResolvers<Embedded>();
      const id = nextId++;
      waiting.set(id, request);
      worker.postMessage({ id, texts } satisfies EmbedRequest);
      return request.promise;
    },
    close() {
      worker?.terminate();
      worker = null;
      fail("The embedding model was closed");
    },
  };
}
