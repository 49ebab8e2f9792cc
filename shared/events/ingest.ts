import type { Rpc } from "../database/rpc.ts";
import type { z } from "zod";
import { EventBatch, IngestResult } from "../contracts/events.ts";
import { batches } from "./batches.ts";
import { withoutRefused } from "./refusals.ts";

/** What became of a whole input. */
export interface IngestTotals extends IngestResult {
  /** Events that break the contract and were left out. */
  refused: number;
}

/**
 * Stores a page of any size through the database's `ingest_events`: batch after batch, each in a
 * transaction of its own. Repeating a call changes nothing, so after an error the whole input may be
 * sent again. An event that breaks the contract is left out and counted, and the rest is stored.
 * @returns the counts of all batches together
 * @throws Error when a batch or an answer breaks the contract (naming the field), or what `rpc` throws
 */
export function ingestEvents(rpc: Rpc, input: EventBatch): Promise<IngestTotals> {
  return storeBatches((batch) => rpc("ingest_events", { batch }), input);
}

/** The same through another way to the database, which stores one batch in one transaction. */
export async function storeBatches(
  store: (batch: EventBatch) => Promise<unknown>,
  input: EventBatch,
): Promise<IngestTotals> {
  const { batch: acceptable, refused } = withoutRefused(input);
  const total: IngestTotals = { inserted: 0, updated: 0, unchanged: 0, deleted: 0, refused };
  for (const batch of batches(acceptable)) {
    const valid = checked(EventBatch, batch, "Event batch breaks the contract");
    const answer = await store(valid);
    const result = checked(IngestResult, answer, "ingest_events answered something unexpected");
    total.inserted += result.inserted;
    total.updated += result.updated;
    total.unchanged += result.unchanged;
    total.deleted += result.deleted;
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
