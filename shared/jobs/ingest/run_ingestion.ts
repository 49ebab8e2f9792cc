import { createConnectors } from "../../connectors/registry.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RunSettings } from "../run.ts";
import { runJob, type RunReport } from "../worker.ts";
import { ingestJob } from "./ingest_job.ts";

/** One run over the ingest queue. */
export function runIngestion(
  platform: Platform,
  settings: Partial<RunSettings> = {},
): Promise<RunReport> {
  return runJob(platform, ingestJob(platform.internal, createConnectors(platform)), settings);
}
