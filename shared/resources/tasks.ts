import { z } from "zod";
import type { Client } from "../database/clients.ts";
import { rpcOver } from "../database/rpc.ts";
import { encodeCursor } from "../contracts/pages.ts";
import { Task, type TaskPage, type TaskQuery } from "../contracts/tasks.ts";

const count = z.number().int();
const page = z.object({
  rows: z.array(z.looseObject({
    id: z.guid(),
    priority_rank: count,
    due_at: z.string().nullable(),
    created_at: z.string(),
  })),
  by_priority: z.object({ high: count, medium: count, low: count }),
});

/**
 * A page of one's own tasks under RLS: by priority, then by what is due first, then newest first.
 * Totals count all pages; details over 2,000 characters end in an ellipsis.
 */
export async function listTasks(client: Client, query: TaskQuery): Promise<TaskPage> {
  const [rank, due, created, id] = query.cursor ?? [null, null, null, null];
  const { rows, by_priority } = page.parse(
    await rpcOver(client, "public")("list_tasks", {
      task_status: query.status,
      task_priority: query.priority ?? null,
      // One more than asked for tells whether there is another page.
      page_size: query.limit + 1,
      after_rank: rank,
      after_due_at: due,
      after_created_at: created,
      after_id: id,
    }),
  );
  const shown = rows.slice(0, query.limit);
  const last = rows.length > shown.length ? shown.at(-1) : undefined;
  return {
    tasks: z.array(Task).parse(shown),
    total: by_priority.high + by_priority.medium + by_priority.low,
    by_priority,
    next_cursor: last
      ? encodeCursor([last.priority_rank, last.due_at, last.created_at, last.id])
      : null,
  };
}
