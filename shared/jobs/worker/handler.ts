import type { z } from "zod";
import type { QueueName } from "../../contracts/queue_messages.ts";
import type { Budget } from "./budget.ts";
import type { Enqueue } from "./queue.ts";

/** A claimed message whose payload fits its schema. */
export interface Job<M> {
  id: number;
  attempts: number;
  message: M;
}

/** What became of one job. Causes are codes, never texts. */
export type Ending =
  /** `next` is queued if and only if this worker still held the message. */
  | { result: "done"; next?: Enqueue[] }
  | { result: "retry"; cause: string; retryAfterSeconds?: number }
  | { result: "dead"; cause: string }
  /** Not begun: it stays where it is, and this reading counts as no attempt. */
  | { result: "released" };

export type Outcome = { id: number } & Ending;

/**
 * Whom the work depends on refuses all of it, and only a person can change that (a wrong key, a model
 * that is not there). A handler throws it: the slice is released, and the run ends.
 */
export class WorkRefused extends Error {
  override name = "WorkRefused";

  /** @param reason a code, such as "status_401" */
  constructor(readonly reason: string) {
    super(`The work is refused: ${reason}`);
  }
}

/** What a queue message makes happen. */
export interface JobHandler<M> {
  queue: QueueName;
  /** Type and version belong to it: a message that does not fit is a dead letter, not a crash. */
  schema: z.ZodType<M>;
  /** Messages in one slice of work. */
  sliceSize: number;
  /** Slices in one run: what is expected to fit into two seconds of CPU. */
  slicesPerRun: number;
  /** Attempts after which a message is a dead letter. */
  maxAttempts: number;
  /**
   * Must be idempotent: a crash repeats a slice. An exception means that every job is retried, and
   * a job for which that happens twice is handled alone from then on.
   * A job that is long asks `budget` on its way and queues its own rest with `next`.
   */
  handle(jobs: Job<M>[], budget: Budget): Promise<Outcome[]>;
}
