import { z } from "zod";

/** What a worker process is told. */
export const RunnerOptions = z.strictObject({
  job: z.enum(["ingest", "embed", "summarize", "retain"]),
  databaseUrl: z.string(),
  /** Configuration of the functions, such as EMBEDDINGS_BASE_URL. */
  env: z.record(z.string(), z.string()).default({}),
  journalUrl: z.string().default(""),
  leaseSeconds: z.number().default(2),
  /** The boundary at which it waits to be killed; 0: none. */
  stopAt: z.number().int().default(0),
  /** Runs over the queue, one after the other. */
  runs: z.number().int().default(1),
  settings: z.strictObject({
    budgetSeconds: z.number().default(30),
    visibilitySeconds: z.number().default(1),
    backoff: z.strictObject({
      base: z.number(),
      cap: z.number(),
      retryAfterCap: z.number(),
    }).default({ base: 0.2, cap: 1, retryAfterCap: 1 }),
  }).prefault({}),
});
export type RunnerOptions = z.input<typeof RunnerOptions>;
