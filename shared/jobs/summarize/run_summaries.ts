import { createServiceContext } from "../../agents/create_context.ts";
import type { Platform } from "../../platform/platform.ts";
import { runJob, type RunReport } from "../worker.ts";
import type { RunSettings } from "../run.ts";
import { summarizeJob } from "./summarize_job.ts";

/** One run over the summarize queue. */
export function runSummaries(
  platform: Platform,
  settings: Partial<RunSettings> = {},
): Promise<RunReport> {
  const handler = summarizeJob(
    platform.internal,
    (userId, timezone) => createServiceContext(platform, userId, timezone),
  );
  return runJob(platform, handler, settings);
}
