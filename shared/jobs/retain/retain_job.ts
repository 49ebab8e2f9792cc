import type { Rpc } from "../../database/rpc.ts";
import { z } from "zod";
import { EraseMessage, ObjectType, RetainMessage } from "../../contracts/queue_messages.ts";
import type { VectorStore } from "../../vector/vector_store.ts";
import type { Budget } from "../worker/budget.ts";
import type { Ending, JobHandler, Outcome } from "../worker/handler.ts";

const objects = z.array(z.object({
  user_id: z.guid(),
  object_type: ObjectType,
  object_id: z.guid(),
}));

/** What retention works with. */
export interface RetainDependencies {
  internal: Rpc;
  vectors: VectorStore;
  /** The time that rows expire by. */
  now: () => Date;
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Does what a person asked to be erased. */
  erase: (message: EraseMessage, budget: Budget) => Promise<Ending>;
  /** Ends grants that nobody claimed, of one person or of all; false: the budget ended it. */
  endUnclaimedGrants: (forUser: string | null, budget: Budget) => Promise<boolean>;
}

/** Objects in one batch, and so in one transaction and its locks. */
const batchSize = 500;

/**
 * Deletes what expired or was deleted with everything that hangs on it, batch by batch: the
 * vectors first, then the rows. Between batches it rests as long as the last one took, so that who
 * works in the foreground has the database for half of the time. A run that ends early queues its
 * rest; one that is killed repeats at most a batch.
 */
export function retainJob(
  dependencies: RetainDependencies,
): JobHandler<RetainMessage | EraseMessage> {
  return {
    queue: "retain",
    schema: z.discriminatedUnion("type", [RetainMessage, EraseMessage]),
    sliceSize: 1,
    slicesPerRun: 1000,
    maxAttempts: 8,
    async handle(jobs, budget) {
      const outcomes: Outcome[] = [];
      for (const { id, message } of jobs) {
        const ending = message.type === "erase"
          ? await dependencies.erase(message, budget)
          : await retain(dependencies, message, budget);
        outcomes.push({ id, ...ending });
      }
      return outcomes;
    },
  };
}

async function retain(
  { internal, vectors, now, monotonic, sleep, endUnclaimedGrants }: RetainDependencies,
  message: RetainMessage,
  budget: Budget,
): Promise<Ending> {
  const rest: Ending = { result: "done", next: [{ queue: "retain", message }] };
  const forUser = message.user_id ?? null;
  const audit = z.guid().parse(await internal("retention_start", { for_user: forUser }));

  for (;;) {
    if (!budget.left()) return rest;
    const started = monotonic();
    const batch = objects.parse(
      await internal("retention_batch", { for_user: forUser, batch_size: batchSize }),
    );
    if (batch.length === 0) break;
    const embeddings = await vectors.forget(batch.map((object) => ({
      userId: object.user_id,
      objectType: object.object_type,
      objectId: object.object_id,
    })));
    const deleted = z.number().int().parse(
      await internal("retention_delete", {
        audit,
        objects: batch,
        embeddings_deleted: embeddings,
      }),
    );
    // All of it is held by somebody else: no use in asking again at once.
    if (deleted === 0) return { result: "retry", cause: "objects_are_locked" };
    await sleep(monotonic() - started);
  }

  // Vectors that a store kept longer than their objects; with pgvector there are none.
  for (;;) {
    const expired = await vectors.forgetExpired(now(), batchSize);
    if (expired > 0) {
      await internal("retention_delete", { audit, objects: [], embeddings_deleted: expired });
    }
    if (expired < batchSize) break;
    if (!budget.left()) return rest;
  }
  if (!await endUnclaimedGrants(forUser, budget)) return rest;
  await internal("retention_finish", { audit });
  return { result: "done" };
}
