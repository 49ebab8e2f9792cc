import type { Client, DataAccess } from "../../database/clients.ts";
import type { Embedder } from "../../models/embedder.ts";
import type { VectorStore } from "../../vector/vector_store.ts";
import type { RunPlatform, RunSettings } from "../worker/run.ts";
import { runJob, type RunReport } from "../worker/worker.ts";
import { embedJob } from "./embed_job.ts";

/** What a run over the embed queue is made with. */
export interface EmbeddingServices extends RunPlatform, Pick<DataAccess, "internal" | "service"> {
  vectors(client: Client): VectorStore;
  embedder(maxRetries: number): Promise<Embedder | null>;
}

/** How long nobody is woken for a queue that nothing can be done about. */
const pauseSeconds = 600;
/** Objects that are queued to be embedded anew, each time that the queue is empty. */
const replacedAtOnce = 500;

/**
 * One run over the embed queue. Without a configured embedder, or where its provider refuses
 * whatever it is asked, the messages stay where they are.
 */
export async function runEmbedding(
  services: EmbeddingServices,
  settings: Partial<RunSettings> = {},
): Promise<RunReport | { status: "not_configured" }> {
  // The dispatcher asks again when this is over, in case it can be done by then.
  const pause = (reason: string) =>
    services.internal("queue_pause", { queue: "embed", reason, seconds: pauseSeconds });
  // The queue retries, and knows better for how long than an SDK that holds a worker meanwhile.
  const embedder = await services.embedder(0);
  if (!embedder) {
    await pause("not_configured");
    return { status: "not_configured" };
  }
  const vectors = services.vectors(services.service);
  const report = await runJob(services, embedJob(services.internal, embedder, vectors), settings);
  if (report.refused) await pause(`refused_${report.refused}`);
  // What has vectors of an earlier model comes after all that was written.
  else if (report.drained) {
    await services.internal("replace_earlier_models", {
      model: embedder.model,
      batch_size: replacedAtOnce,
    });
  }
  return report;
}
