import { rpcOver } from "../../platform/clients.ts";
import type { Platform } from "../../platform/platform.ts";
import { PgVectorStore } from "../../vector/pg_vector_store.ts";
import type { RunSettings } from "../run.ts";
import { runJob, type RunReport } from "../worker.ts";
import { retainJob } from "./retain_job.ts";

/** One run over the retain queue. */
export function runRetention(
  platform: Platform,
  settings: Partial<RunSettings> = {},
): Promise<RunReport> {
  const handler = retainJob({
    internal: platform.internal,
    vectors: new PgVectorStore(rpcOver(platform.service, "public"), platform.internal),
    now: platform.realNow,
    monotonic: platform.monotonic,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
  return runJob(platform, handler, settings);
}
