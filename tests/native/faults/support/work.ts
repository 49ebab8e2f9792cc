import { createEmbedder } from "../../../../shared/embeddings/openai_embedder.ts";
import { embedJob } from "../../../../shared/jobs/embed/embed_job.ts";
import { ingestJob } from "../../../../shared/jobs/ingest/ingest_job.ts";
import { retainJob } from "../../../../shared/jobs/retain/retain_job.ts";
import { runSummaries } from "../../../../shared/jobs/summarize/run_summaries.ts";
import { runJob, type RunReport } from "../../../../shared/jobs/worker.ts";
import type { Rpc } from "../../../../shared/platform/clients.ts";
import { loadConfig } from "../../../../shared/platform/config.ts";
import { createPlatform } from "../../../../shared/platform/platform.ts";
import { PgVectorStore } from "../../../../shared/vector/pg_vector_store.ts";
import { journalConnector } from "../../../support/native/journal_connector.ts";
import type { RunnerOptions } from "./runner_options.ts";

/** What a worker reaches outside with. */
export interface Outside {
  internal: Rpc;
  public: Rpc;
  fetch: typeof globalThis.fetch;
  write?: (line: string) => void;
}

/** One run of a job function over its queue, by direct SQL instead of the Data API. */
export async function work(options: RunnerOptions, outside: Outside): Promise<RunReport> {
  const config = loadConfig({
    SUPABASE_URL: "http://127.0.0.1:1",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_none",
    SUPABASE_SECRET_KEY: "sb_secret_none",
    ...options.env,
  });
  const { fetch, internal, write } = outside;
  const platform = createPlatform(config, { fetch, ...(write ? { write } : {}) });
  // Summaries read the timeline through the Data API; the other jobs need nothing but SQL.
  if (options.job === "summarize") return await runSummaries(platform, options.settings);
  const vectors = new PgVectorStore(outside.public, internal);
  const direct = { ...platform, internal };
  switch (options.job) {
    case "embed": {
      const embedder = createEmbedder(config, fetch, 0);
      if (!embedder) throw new Error("EMBEDDINGS_API_KEY is missing in env");
      return await runJob(direct, embedJob(internal, embedder, vectors), options.settings);
    }
    case "ingest": {
      const connector = journalConnector(options.journalUrl, fetch);
      const handler = ingestJob(
        internal,
        new Map([[connector.provider, connector]]),
        options.leaseSeconds,
      );
      return await runJob(direct, handler, options.settings);
    }
    case "retain": {
      const { realNow: now, monotonic } = platform;
      const sleep = () => Promise.resolve();
      const handler = retainJob({ internal, vectors, now, monotonic, sleep });
      return await runJob(direct, handler, options.settings);
    }
  }
}
