import { createEmbedder } from "../../embeddings/openai_embedder.ts";
import { rpcOver } from "../../platform/clients.ts";
import type { Platform } from "../../platform/platform.ts";
import { PgVectorStore } from "../../vector/pg_vector_store.ts";
import type { RunSettings } from "../run.ts";
import { runJob, type RunReport } from "../worker.ts";
import { embedJob } from "./embed_job.ts";

/** One run over the embed queue. Without a configured embedder the messages stay where they are. */
export async function runEmbedding(
  platform: Platform,
  settings: Partial<RunSettings> = {},
): Promise<RunReport | { status: "not_configured" }> {
  // The queue retries, and knows better for how long than an SDK that holds a worker meanwhile.
  const embedder = createEmbedder(platform.config, platform.fetch, 0);
  if (!embedder) return { status: "not_configured" };
  const vectors = new PgVectorStore(rpcOver(platform.service, "public"), platform.internal);
  return await runJob(platform, embedJob(platform.internal, embedder, vectors), settings);
}
