import { type AgentServices, createServiceContext } from "../../agents/create_context.ts";
import type { RunPlatform, RunSettings } from "../worker/run.ts";
import { runJob, type RunReport } from "../worker/worker.ts";
import { summarizeJob } from "./summarize_job.ts";

/** One run over the summarize queue. */
export function runSummaries(
  services: RunPlatform & AgentServices,
  settings: Partial<RunSettings> = {},
): Promise<RunReport> {
  const handler = summarizeJob(
    services.internal,
    (userId, timezone) => createServiceContext(services, userId, timezone),
  );
  return runJob(services, handler, settings);
}
