import { errorFields } from "../../platform/logger.ts";
import { withRequestId } from "../../platform/request_id.ts";
import { retryDelay } from "./backoff.ts";
import type { Budget } from "./budget.ts";
import { type Job, type JobHandler, type Outcome, WorkRefused } from "./handler.ts";
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

/** What became of a slice. */
export interface SliceResult {
  settled: Settlement[];
  /** Why nothing more of this queue should be tried now. */
  refusal?: string;
}

/**
 * Does the work of one slice, and says what becomes of each claim, in the log as well where a request
 * is behind it or where it is dead. Never throws.
 */
export async function workSlice<M>(
  context: SliceContext<M>,
  claims: Claim[],
): Promise<SliceResult> {
  const requests = new Set(claims.map((claim) => claim.requestId));
  const [requestId] = requests;
  const work = () => workClaims(context, claims);
  // A slice of several requests is worked for none of them alone.
  const result = requests.size === 1 && requestId !== undefined
    ? await withRequestId(requestId, work)
    : await work();
  logEndings(context, claims, result.settled);
  return { ...result, settled: passOn(claims, result.settled) };
}

/** What follows from a message was asked for by the same request. */
function passOn(claims: Claim[], settled: Settlement[]): Settlement[] {
  const requests = new Map(claims.map(({ id, requestId }) => [id, requestId]));
  return settled.map((settlement) => {
    const requestId = requests.get(settlement.id);
    if (settlement.result !== "done" || !settlement.next || requestId === undefined) {
      return settlement;
    }
    const next = settlement.next.map((each) => ({
      ...each,
      message: { ...each.message, request_id: requestId },
    }));
    return { ...settlement, next };
  });
}

function logEndings<M>(
  { platform, queue, runId }: SliceContext<M>,
  claims: Claim[],
  settled: Settlement[],
): void {
  const requests = new Map(claims.map(({ id, requestId }) => [id, requestId]));
  for (const settlement of settled) {
    const { id, attempts, result } = settlement;
    const requestId = requests.get(id);
    const fields = {
      queue: queue.name,
      run_id: runId,
      message_id: id,
      attempts,
      result,
      ...(requestId === undefined ? {} : { request_id: requestId }),
    };
    if (result === "dead") {
      const { cause } = settlement;
      platform.log.error("job", { ...fields, cause });
      const place = { queue: queue.name, run_id: runId, message_id: String(id) };
      platform.failures.report(
        { name: "DeadLetter", code: cause },
        requestId === undefined ? place : { ...place, request_id: requestId },
      );
    } else if (requestId !== undefined) platform.log.info("job", fields);
  }
}

async function workClaims<M>(context: SliceContext<M>, claims: Claim[]): Promise<SliceResult> {
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
  if (jobs.length === 0) return { settled };

  const stopHeartbeat = startHeartbeat(context, claims);
  try {
    const worked = await handle(context, jobs);
    return { ...worked, settled: [...settled, ...worked.settled] };
  } finally {
    await stopHeartbeat();
  }
}

async function handle<M>(context: SliceContext<M>, jobs: Job<M>[]): Promise<SliceResult> {
  const { handler, platform, budget } = context;
  try {
    const outcomes = new Map(
      (await handler.handle(jobs, budget)).map((outcome) => [outcome.id, outcome]),
    );
    return {
      settled: jobs.map((job) => settle(context, job, outcomes.get(job.id) ?? "no_outcome")),
    };
  } catch (error) {
    if (error instanceof WorkRefused) {
      const { reason } = error;
      platform.log.error("work refused", { queue: handler.queue, jobs: jobs.length, reason });
      const refused = { name: error.name, code: reason };
      platform.failures.report(refused, { queue: handler.queue, run_id: context.runId });
      return {
        refusal: reason,
        settled: jobs.map(({ id, attempts }) => ({
          id,
          attempts,
          result: "released",
          delaySeconds: 0,
        })),
      };
    }
    const fields = errorFields(error);
    platform.log.warning("slice failed", { queue: handler.queue, jobs: jobs.length, ...fields });
    if (error instanceof Error) {
      platform.failures.report(error, { queue: handler.queue, run_id: context.runId });
    }
    const cause = String(fields["code"] ?? fields["error"]);
    return { settled: jobs.map((job) => settle(context, job, cause)) };
  }
}

/** @param outcome what the handler said, or the cause where it said nothing */
function settle<M>(
  { handler, settings }: SliceContext<M>,
  { id, attempts }: Job<M>,
  outcome: Outcome | string,
): Settlement {
  const claim = { id, attempts };
  const delay = (retryAfterSeconds?: number) =>
    retryDelay(attempts, Math.random(), retryAfterSeconds, settings.backoff);
  if (typeof outcome === "string") {
    return attempts >= handler.maxAttempts
      ? { ...claim, result: "dead", cause: outcome }
      : { ...claim, result: "failed", delaySeconds: delay() };
  }
  switch (outcome.result) {
    case "done":
      return { ...claim, result: "done", ...(outcome.next ? { next: outcome.next } : {}) };
    case "dead":
      return { ...claim, result: "dead", cause: outcome.cause };
    case "released":
      return { ...claim, result: "released", delaySeconds: 0 };
    case "retry":
      return attempts >= handler.maxAttempts
        ? { ...claim, result: "dead", cause: outcome.cause }
        : { ...claim, result: "retry", delaySeconds: delay(outcome.retryAfterSeconds) };
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
