import type { Rpc } from "../../database/rpc.ts";
import { z } from "zod";
import type { QueueName } from "../../contracts/queue_messages.ts";

const claims = z.array(z.object({
  message_id: z.number().int(),
  attempts: z.number().int(),
  payload: z.unknown(),
}));

/** What a message says of the request that queued it, beside what it is about. */
const traced = z.looseObject({ request_id: z.guid() });

/** A message that this worker holds until its visibility timeout. */
export interface Claim {
  id: number;
  /**
   * How often it was read, this time included. With the id it proves that the claim still stands:
   * once another worker reads the message, nothing that this one settles counts.
   */
  attempts: number;
  payload: unknown;
  /** The request that queued the message, where there was one. */
  requestId?: string;
}

/** A message to queue. `message` carries ids, never a text. */
export interface Enqueue {
  queue: QueueName;
  message: object;
  delaySeconds?: number;
}

/** What becomes of a claim; causes are codes. */
export type Settlement =
  & Pick<Claim, "id" | "attempts">
  & (
    /** Gone; `next` is queued in the same transaction. */
    | { result: "done"; next?: Enqueue[] }
    /**
     * Visible again after the delay. "retry": it is known why, and the next attempt may be one of
     * many; "failed": nobody knows which message of a slice it was, and who fails so twice is
     * claimed alone from then on.
     */
    | { result: "retry" | "failed"; delaySeconds: number }
    /** Visible again after the delay, as if it had not been read. */
    | { result: "released"; delaySeconds: number }
    /** Archived, and written to `internal.dead_letters`. */
    | { result: "dead"; cause: string }
  );

/** One pgmq queue through the service-only SQL functions. Delivery is at least once. */
export class Queue {
  constructor(readonly name: QueueName, private readonly internal: Rpc) {}

  /** Settles claims and takes up to `count` visible messages, in one transaction. */
  async turn(
    runId: string,
    settled: Settlement[],
    count: number,
    visibilitySeconds: number,
  ): Promise<Claim[]> {
    const rows = claims.parse(
      await this.internal("queue_turn", {
        queue: this.name,
        settled: settled.map(toRow),
        claim_count: count,
        visibility_seconds: visibilitySeconds,
        run_id: runId,
      }),
    );
    return rows.map(({ message_id: id, attempts, payload }) => {
      const said = traced.safeParse(payload);
      if (!said.success) return { id, attempts, payload };
      const { request_id: requestId, ...message } = said.data;
      return { id, attempts, payload: message, requestId };
    });
  }

  /** Keeps claims hidden while their worker lives. Returns how many it still holds. */
  async heartbeat(runId: string, held: Claim[], visibilitySeconds: number): Promise<number> {
    return z.number().int().parse(
      await this.internal("queue_heartbeat", {
        queue: this.name,
        held: held.map(({ id, attempts }) => ({ id, attempts })),
        visibility_seconds: visibilitySeconds,
        run_id: runId,
      }),
    );
  }
}

function toRow(settlement: Settlement): object {
  const { id, attempts, result } = settlement;
  switch (result) {
    case "done":
      return {
        id,
        attempts,
        result,
        ...(settlement.next?.length
          ? {
            next: settlement.next.map(({ queue, message, delaySeconds }) => ({
              queue,
              message,
              delay_seconds: delaySeconds ?? 0,
            })),
          }
          : {}),
      };
    case "retry":
    case "failed":
    case "released":
      return { id, attempts, result, delay_seconds: settlement.delaySeconds };
    case "dead":
      return { id, attempts, result, cause: settlement.cause };
  }
}
