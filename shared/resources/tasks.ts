import { databaseError } from "../database/errors.ts";
import type { Client } from "../database/clients.ts";
import { z } from "zod";
import { Task, type TaskQuery } from "../contracts/tasks.ts";

const columns =
  "id, status, priority, title, details, due_at, source_event_id, source_refs, created_at, updated_at";
const pageSize = 1000;
const rank = { high: 0, medium: 1, low: 2 };

/** One's own tasks under RLS: by priority, then by what is due first, then newest first. */
export async function listTasks(client: Client, query: TaskQuery): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let from = 0;; from += pageSize) {
    let select = client.from("tasks").select(columns).eq("status", query.status);
    if (query.priority) select = select.eq("priority", query.priority);
    const { data, error } = await select
      .order("due_at", { ascending: true, nullsFirst: false }).order("created_at", {
        ascending: false,
      }).order("id")
      .range(from, from + pageSize - 1);
    if (error) throw databaseError("read tasks", error);
    tasks.push(...z.array(Task).parse(data));
    if (data.length < pageSize) break;
  }
  return tasks.sort((a, b) => rank[a.priority] - rank[b.priority]);
}
