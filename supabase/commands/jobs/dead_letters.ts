import { databaseError } from "../../../shared/database/errors.ts";
import { rpcOver } from "../../../shared/database/rpc.ts";
import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";

const letters = z.array(z.object({
  id: z.guid(),
  queue: z.string(),
  payload: z.record(z.string(), z.unknown()),
  cause: z.string(),
  attempts: z.number().int(),
  occurrences: z.number().int(),
  created_at: z.string(),
}));
export type DeadLetter = z.infer<typeof letters>[number];

/** Which dead letters: all of them, those of one queue, or one. */
export interface Selection {
  queue?: string | undefined;
  id?: string | undefined;
}

/** Rows in one page of the Data API. */
const pageSize = 500;

/** Dead letters that wait, oldest first, at most `most`. */
export async function listDeadLetters(
  service: SupabaseClient,
  selection: Selection,
  most: number = pageSize,
): Promise<DeadLetter[]> {
  let query = service.schema("internal").from("dead_letters")
    .select("id, queue, payload, cause, attempts, occurrences, created_at")
    .is("requeued_at", null);
  if (selection.queue) query = query.eq("queue", selection.queue);
  if (selection.id) query = query.eq("id", selection.id);
  const { data, error } = await query.order("created_at").order("id").limit(most);
  if (error) throw databaseError("read dead letters", error);
  return letters.parse(data);
}

/** How many dead letters wait. */
export async function countDeadLetters(
  service: SupabaseClient,
  selection: Selection,
): Promise<number> {
  let query = service.schema("internal").from("dead_letters")
    .select("id", { count: "exact", head: true }).is("requeued_at", null);
  if (selection.queue) query = query.eq("queue", selection.queue);
  if (selection.id) query = query.eq("id", selection.id);
  const { count, error } = await query;
  if (error) throw databaseError("count dead letters", error);
  return count ?? 0;
}

/** Puts the selected letters back into their queues; returns how many. */
export function requeue(service: SupabaseClient, selection: Selection): Promise<number> {
  return forEachPage(service, selection, async (ids) =>
    z.number().int().parse(
      await rpcOver(service, "internal")("queue_requeue", { dead_letter_ids: ids }),
    ));
}

/** Deletes the selected letters for good; returns how many. */
export function drain(service: SupabaseClient, selection: Selection): Promise<number> {
  return forEachPage(service, selection, async (ids) => {
    const { data, error } = await service.schema("internal").from("dead_letters").delete()
      .in("id", ids).is("requeued_at", null).select("id");
    if (error) throw databaseError("delete dead letters", error);
    return data.length;
  });
}

async function forEachPage(
  service: SupabaseClient,
  selection: Selection,
  work: (ids: string[]) => Promise<number>,
): Promise<number> {
  let total = 0;
  for (;;) {
    const page = await listDeadLetters(service, selection);
    if (page.length === 0) return total;
    const changed = await work(page.map((letter) => letter.id));
    total += changed;
    // Somebody else is at it, too.
    if (changed === 0) return total;
  }
}
