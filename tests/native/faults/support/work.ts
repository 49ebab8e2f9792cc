import { createServices } from "../../../../shared/apps/services.ts";
import type { Rpc } from "../../../../shared/database/rpc.ts";
import { embedJob } from "../../../../shared/jobs/embed/embed_job.ts";
import { ingestJob } from "../../../../shared/jobs/ingest/ingest_job.ts";
import { retainJob } from "../../../../shared/jobs/retain/retain_job.ts";
import { runSummaries } from "../../../../shared/jobs/summarize/run_summaries.ts";
import { runJob, type RunReport } from "../../../../shared/jobs/worker/worker.ts";
import { loadConfig } from "../../../../shared/platform/config.ts";
import { PgVectorStore } from "../../../../shared/vector/pg_vector_store.ts";
import { journalConnector } from "../../../support/native/journal_connector.ts";
import type { RunnerOptions } from "./runner_options.ts";

/** What a worker reaches outside with. */
export interface Outside {
  internal: Rpc;
  public: Rpc<"public">;
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
  const services = createServices(config, { fetch, ...(write ? { write } : {}) });
  // Summaries read the timeline through the Data API; the other jobs need nothing but SQL.
  if (options.job === "summarize") return await runSummaries(services, options.settings);
  const vectors = new PgVectorStore(outside.public, internal);
  const direct = { ...services, internal };
  switch (options.job) {
    case "embed": {
      const embedder = await services.embedder(0);
      if (!embedder) throw new Error("EMBEDDINGS_API_KEY is missing in env");
      return await runJob(direct, embedJob(internal, embedder, vectors), options.settings);
    }
    case "ingest": {
      const connector = journalConnector(options.journalUrl, fetch);
      const handler = ingestJob(
        internal,
        (provider) => Promise.resolve(provider === connector.provider ? connector : null),
        options.leaseSeconds,
      );
      return await runJob(direct, handler, options.settings);
    }
    case "retain": {
      const { realNow: now, monotonic } = services;
      const sleep = () => Promise.resolve();
      const handler = retainJob({
        erase: () => Promise.resolve({ result: "dead", cause: "nothing_is_erased_here" }),
        // Nobody links anything here.
        endUnclaimedGrants: () => Promise.resolve(true),
        internal,
        vectors,
        now,
        monotonic,
        sleep,
      });
      return await runJob(direct, handler, options.settings);
    }
  }
}
