import type { QueueName } from "../../../../shared/contracts/queue_messages.ts";
import type { RunSettings } from "../../../../shared/jobs/worker/run.ts";

/** What a worker is told. */
export interface RunnerOptions {
  job: QueueName;
  databaseUrl: string;
  /** Configuration of the functions, such as EMBEDDINGS_BASE_URL. */
  env: Record<string, string>;
  journalUrl: string;
  leaseSeconds: number;
  /** The boundary at which it waits to be killed; 0: none. */
  stopAt: number;
  /** Runs over the queue, one after the other. */
  runs: number;
  settings: RunSettings;
}

/** Timeouts short enough for a test. */
export const quickSettings: RunSettings = {
  budgetSeconds: 30,
  visibilitySeconds: 1,
  backoff: { base: 0.2, cap: 1, retryAfterCap: 1 },
};
