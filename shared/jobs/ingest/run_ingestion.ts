import type { Connectors } from "../../connectors/providers.ts";
import type { RunPlatform, RunSettings } from "../worker/run.ts";
import { runJob, type RunReport } from "../worker/worker.ts";
import { ingestJob } from "./ingest_job.ts";

/** What a run over the ingest queue is made with. */
export interface IngestionServices extends RunPlatform {
  connectors: Connectors;
}

/** One run over the ingest queue. */
export function runIngestion(
  services: IngestionServices,
  settings: Partial<RunSettings> = {},
): Promise<RunReport> {
  return runJob(services, ingestJob(services.internal, services.connectors), settings);
}
