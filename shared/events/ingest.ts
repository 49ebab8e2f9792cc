import type { Rpc } from "../database/rpc.ts";
import type { z } from "zod";
import { EventBatch, IngestResult } from "../contracts/events.ts";
import { batches } from "./batches.ts";

/**
 * Stores events and threads, of any number, through the database's `ingest_events`: batch after batch,
 * each in a transaction of its own. Repeating a call changes nothing, so after an error the whole
 * input may be sent again.
 * @returns the counts of all batches together
 * @throws Error when a batch or an answer breaks the contract (naming the field), or what `rpc` throws
 */
export function ingestEvents(rpc: Rpc, input: EventBatch): Promise<IngestResult> {
  return storeBatches((batch) => rpc("ingest_events", { batch }), input);
}

/** The same through another way to the database, which stores one batch in one transaction. */
export async function storeBatches(
  store: (batch: EventBatch) => Promise<unknown>,
  input: EventBatch,
): Promise<IngestResult> {
  const total: IngestResult = { inserted: 0, updated: 0, unchanged: 0 };
  for (const batch of batches(input)) {
    const valid = checked(EventBatch, batch, "Event batch breaks the contract");
    const answer = await store(valid);
    const result = checked(IngestResult, answer, "ingest_events answered something unexpected");
    total.inserted += result.inserted;
    total.updated += result.updated;
    total.unchanged += result.unchanged;
  }
  return total;
}

/** Parses, and reports by field name only: a value may be somebody's message. */
function checked<T>(schema: z.ZodType<T>, value: unknown, complaint: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join(".") || "(root)";
  throw new Error(`${complaint}: ${field}: ${issue?.message ?? "invalid"}`);
}
