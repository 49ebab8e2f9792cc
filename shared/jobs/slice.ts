import { errorFields } from "../platform/logger.ts";
import { retryDelay } from "./backoff.ts";
import type { Budget } from "./budget.ts";
import type { Job, JobHandler, Outcome } from "./handler.ts";
import type { Claim, Queue, Settlement } from "./queue.ts";
import type { RunPlatform, RunSettings } from "./run.ts";

/** What a slice is worked with. */
export interface SliceContext<M> {
  platform: RunPlatform;
  queue: Queue;
  handler: JobHandler<M>;
  runId: string;
  budget: Budget;
  settings: RunSettings;
}

/** A job that failed this often is handled by itself, so that it can only take itself along. */
const togetherAttempts = 2;

/** Does the work of one slice, and says what becomes of each claim. Never throws. */
export async function workSlice<M>(
  context: SliceContext<M>,
  claims: Claim[],
): Promise<Settlement[]> {
  const settled: Settlement[] = [];
  const jobs: Job<M>[] = [];
  for (const { id, attempts, payload } of claims) {
    const parsed = context.handler.schema.safeParse(payload);
    if (!parsed.success) {
      settled.push({ id, attempts, result: "dead", cause: "unknown_type_or_version" });
    } else if (attempts > context.handler.maxAttempts) {
      settled.push({ id, attempts, result: "dead", cause: "no_attempt_ended" });
    } else jobs.push({ id, attempts, message: parsed.data });
  }
  if (jobs.length === 0) return settled;

  const stopHeartbeat = startHeartbeat(context, claims);
  try {
    const together = jobs.filter((job) => job.attempts <= togetherAttempts);
    const alone = jobs.filter((job) => job.attempts > togetherAttempts);
    for (const group of [together, ...alone.map((job) => [job])]) {
      if (group.length > 0) settled.push(...await workGroup(context, group));
    }
  } finally {
    await stopHeartbeat();
  }
  return settled;
}

async function workGroup<M>(context: SliceContext<M>, jobs: Job<M>[]): Promise<Settlement[]> {
  const { handler, platform, budget } = context;
  let outcomes: Map<number, Outcome>;
  let missing = "no_outcome";
  try {
    outcomes = new Map(
      (await handler.handle(jobs, budget)).map((outcome) => [outcome.id, outcome]),
    );
  } catch (error) {
    const fields = errorFields(error);
    platform.log.warning("slice failed", { queue: handler.queue, jobs: jobs.length, ...fields });
    outcomes = new Map();
    missing = String(fields["code"] ?? fields["error"]);
  }
  return jobs.map((job) =>
    settle(
      context,
      job,
      outcomes.get(job.id) ?? { id: job.id, result: "retry", cause: missing },
    )
  );
}

function settle<M>(
  { handler, settings }: SliceContext<M>,
  { id, attempts }: Job<M>,
  outcome: Outcome,
): Settlement {
  switch (outcome.result) {
    case "done":
      return { id, attempts, result: "done", ...(outcome.next ? { next: outcome.next } : {}) };
    case "dead":
      return { id, attempts, result: "dead", cause: outcome.cause };
    case "retry":
      return attempts >= handler.maxAttempts
        ? { id, attempts, result: "dead", cause: outcome.cause }
        : {
          id,
          attempts,
          result: "retry",
          delaySeconds: retryDelay(
            attempts,
            Math.random(),
            outcome.retryAfterSeconds,
            settings.backoff,
          ),
        };
  }
}

/** Extends the claims four times in each visibility timeout; the function it returns stops that. */
function startHeartbeat<M>(
  { platform, queue, runId, settings }: SliceContext<M>,
  claims: Claim[],
): () => Promise<void> {
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = queue.heartbeat(runId, claims, settings.visibilitySeconds).then((held) => {
      if (held < claims.length) {
        platform.log.warning("claims lost", { queue: queue.name, lost: claims.length - held });
      }
    }, (error) => {
      platform.log.warning("heartbeat failed", { queue: queue.name, ...errorFields(error) });
    });
  }, settings.visibilitySeconds * 250);
  return () => {
    clearInterval(timer);
    // A beat that is under way would hide what is settled after it.
    return beating;
  };
}
