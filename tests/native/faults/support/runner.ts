/**
 * A worker as a process of its own, so that it can really be killed: `deno run -A runner.ts JSON`.
 * It counts the boundaries of its steps (before and after each call of the database or a provider);
 * at boundary `stopAt` it says so on standard output and waits to be killed.
 */
import { z } from "zod";
import { createEmbedder } from "../../../../shared/embeddings/openai_embedder.ts";
import { embedJob } from "../../../../shared/jobs/embed/embed_job.ts";
import { ingestJob } from "../../../../shared/jobs/ingest/ingest_job.ts";
import { retainJob } from "../../../../shared/jobs/retain/retain_job.ts";
import { runSummaries } from "../../../../shared/jobs/summarize/run_summaries.ts";
import { runJob } from "../../../../shared/jobs/worker.ts";
import { type Rpc } from "../../../../shared/platform/clients.ts";
import { loadConfig } from "../../../../shared/platform/config.ts";
import { createPlatform } from "../../../../shared/platform/platform.ts";
import { PgVectorStore } from "../../../../shared/vector/pg_vector_store.ts";
import { journalConnector } from "../../../support/native/journal_connector.ts";
import { connectSql } from "../../../support/native/sql_rpc.ts";
import { RunnerOptions } from "./runner_options.ts";

const options = RunnerOptions.parse(JSON.parse(Deno.args[0] ?? "null"));
const say = (line: object) =>
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(line) + "\n"));

let boundaries = 0;
async function boundary(name: string): Promise<void> {
  boundaries++;
  if (boundaries !== options.stopAt) return;
  say({ at: boundaries, name });
  await new Promise(() => setInterval(() => {}, 60_000));
}

/** A call with a boundary on each side. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  await boundary(`before ${name}`);
  const result = await work();
  await boundary(`after ${name}`);
  return result;
}

const counted = (rpc: Rpc): Rpc => (name, args) => step(name, () => rpc(name, args));
const countedFetch: typeof fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  return step(url.pathname, () => fetch(input, init));
};

const config = loadConfig({
  SUPABASE_URL: "http://127.0.0.1:1",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_none",
  SUPABASE_SECRET_KEY: "sb_secret_none",
  ...options.env,
});
const platform = createPlatform(config, { fetch: countedFetch });

async function work(): Promise<unknown> {
  // Summaries read the timeline through the Data API; the other jobs need nothing but SQL.
  if (options.job === "summarize") return await runSummaries(platform, options.settings);
  await using client = connectSql(options.databaseUrl);
  const internal = counted(client.internal);
  const vectors = new PgVectorStore(counted(client.public), internal);
  const direct = { ...platform, internal };
  switch (options.job) {
    case "embed": {
      const embedder = createEmbedder(config, countedFetch, 0);
      if (!embedder) throw new Error("EMBEDDINGS_BASE_URL is missing in env");
      return await runJob(direct, embedJob(internal, embedder, vectors), options.settings);
    }
    case "ingest": {
      const connector = journalConnector(options.journalUrl, countedFetch);
      const connectors = new Map([[connector.provider, connector]]);
      return await runJob(
        direct,
        ingestJob(internal, connectors, options.leaseSeconds),
        options.settings,
      );
    }
    case "retain":
      return await runJob(
        direct,
        retainJob({
          internal,
          vectors,
          now: platform.realNow,
          monotonic: platform.monotonic,
          sleep: () => Promise.resolve(),
        }),
        options.settings,
      );
  }
}

for (let run = 0; run < options.runs; run++) {
  try {
    say({ report: z.record(z.string(), z.unknown()).parse(await work()), boundaries });
  } catch (error) {
    say({ failed: error instanceof Error ? error.name : typeof error, boundaries });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
