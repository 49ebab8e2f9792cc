import { z } from "zod";
import { errorFields } from "../../platform/logger.ts";
import { defaultBackoff } from "./backoff.ts";
import { type Budget, createBudget } from "./budget.ts";
import type { JobHandler } from "./handler.ts";
import { Queue, type Settlement } from "./queue.ts";
import type { RunPlatform, RunSettings } from "./run.ts";
import { workSlice } from "./slice.ts";

/** What one run did. */
export interface RunReport {
  completed: number;
  retried: number;
  dead: number;
  /** False: the budget ended first, and the rest waits in the queue. */
  drained: boolean;
  /** Why the run ended early: whom it depends on refuses all work. */
  refused?: string;
}

/** How a run ended. */
type End = Pick<RunReport, "drained" | "refused">;

const counts = z.array(z.object({
  completed: z.number().int(),
  retried: z.number().int(),
  dead: z.number().int(),
}));

/**
 * Works through a queue slice by slice until it is empty or the budget is spent. Each step, what
 * became of the last slice and the claim of the next, is one transaction. Every message ends as
 * done, postponed, released or dead letter; after a crash it is read again.
 */
export async function runJob<M>(
  platform: RunPlatform,
  handler: JobHandler<M>,
  given: Partial<RunSettings> = {},
): Promise<RunReport> {
  const settings: RunSettings = {
    budgetSeconds: platform.config.jobBudgetSeconds,
    visibilitySeconds: 60,
    backoff: defaultBackoff,
    ...given,
  };
  const queue = new Queue(handler.queue, platform.internal);
  const runId = z.guid().parse(await platform.internal("job_run_start", { queue: handler.queue }));
  const finish = async (outcome: "succeeded" | "failed", code: string | null) =>
    counts.parse(await platform.internal("job_run_finish", { run_id: runId, outcome, code }))[0];

  try {
    const budget = createBudget(platform.monotonic, settings.budgetSeconds, handler.slicesPerRun);
    const end = await work(platform, queue, handler, runId, budget, settings);
    const report = end.refused
      ? await finish("failed", `refused_${end.refused}`)
      : await finish("succeeded", null);
    return { completed: 0, retried: 0, dead: 0, ...report, ...end };
  } catch (error) {
    const fields = errorFields(error);
    platform.log.error("job run failed", { queue: handler.queue, run_id: runId, ...fields });
    if (error instanceof Error) {
      platform.failures.report(error, { queue: handler.queue, run_id: runId });
    }
    // The database itself may be what failed.
    await finish("failed", String(fields["code"] ?? fields["error"])).catch(() => {});
    throw error;
  }
}

/** Works until the queue is empty, the budget is spent, or the work is refused. */
async function work<M>(
  platform: RunPlatform,
  queue: Queue,
  handler: JobHandler<M>,
  runId: string,
  budget: Budget,
  settings: RunSettings,
): Promise<End> {
  let settled: Settlement[] = [];
  while (budget.left()) {
    const claims = await queue.turn(runId, settled, handler.sliceSize, settings.visibilitySeconds);
    if (claims.length === 0) return { drained: true };
    const slice = await workSlice({ platform, queue, handler, runId, budget, settings }, claims);
    settled = slice.settled;
    if (slice.refusal !== undefined) {
      await queue.turn(runId, settled, 0, settings.visibilitySeconds);
      return { drained: false, refused: slice.refusal };
    }
  }
  if (settled.length > 0) await queue.turn(runId, settled, 0, settings.visibilitySeconds);
  return { drained: false };
}
