import { z } from "zod";
import type { Client } from "../database/clients.ts";
import { databaseError } from "../database/errors.ts";
import { rpcOver } from "../database/rpc.ts";
import { encodeCursor } from "../contracts/pages.ts";
import {
  type NewTask,
  Task,
  type TaskChange,
  type TaskPage,
  type TaskQuery,
} from "../contracts/tasks.ts";
import type { Versioned, Versions } from "../http/entity_tag.ts";
import { notFound, ProblemError } from "../http/errors.ts";
import { checkQuota, isRepeated, notChanged, present } from "./rows.ts";

/** What a `Task` is read from. */
export const taskColumns =
  "id, status, status_reason, priority, title, details, due_at, snoozed_until, source_event_id, source_refs, created_at, updated_at";

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

/**
 * Adds a task and returns it as stored; it cites the event that it comes from.
 *
 * @param requestKey of a request that may be sent twice: a task that was added with it is returned
 * @throws {ProblemError} 400 when the event is none of one's own; 409 when there are as many tasks as
 *   one may have
 */
export async function createTask(
  client: Client,
  task: NewTask,
  requestKey?: string,
): Promise<Versioned<Task>> {
  const source_refs = task.source_event_id ? [await refToEvent(client, task.source_event_id)] : [];
  const { data, error } = await client.from("tasks")
    .insert(present({ ...snoozing(task), source_refs, request_key: requestKey }))
    .select(taskColumns).single();
  if (isRepeated(error)) return await readTask(client, "request_key", requestKey ?? "");
  checkQuota(error, "tasks");
  if (error) throw databaseError("add task", error);
  return versioned(data);
}

/** @throws {ProblemError} 404 when it is absent or somebody else's. */
export function getTask(client: Client, id: string): Promise<Versioned<Task>> {
  return readTask(client, "id", id);
}

async function readTask(client: Client, key: "id" | "request_key", value: string) {
  const { data, error } = await client.from("tasks").select(taskColumns).eq(key, value)
    .maybeSingle();
  if (error) throw databaseError("read task", error);
  if (!data) throw notFound("task");
  return versioned(data);
}

/**
 * Changes the given fields; the others stay.
 *
 * @param versions those that the change is meant for
 * @throws {ProblemError} 404 when it is absent or somebody else's; 412 when it is in another version.
 */
export async function changeTask(
  client: Client,
  id: string,
  change: TaskChange,
  versions: Versions = null,
): Promise<Versioned<Task>> {
  const update = client.from("tasks").update(present(snoozing(change))).eq("id", id);
  const { data, error } = await (versions ? update.in("updated_at", versions) : update)
    .select(taskColumns).maybeSingle();
  if (error) throw databaseError("change task", error);
  return data ? versioned(data) : await notChanged(getTask(client, id));
}

/** @throws {ProblemError} 404 when it is absent or somebody else's; 412 when it is in another version. */
export async function deleteTask(
  client: Client,
  id: string,
  versions: Versions = null,
): Promise<void> {
  const deletion = client.from("tasks").delete().eq("id", id);
  const { data, error } = await (versions ? deletion.in("updated_at", versions) : deletion)
    .select("id").maybeSingle();
  if (error) throw databaseError("delete task", error);
  if (!data) await notChanged(getTask(client, id));
}

/** Who names an end snoozes the task by that. */
function snoozing<T extends TaskChange>(task: T): T {
  return task.snoozed_until ? { ...task, status: "snoozed" } : task;
}

async function refToEvent(client: Client, id: string) {
  const { data, error } = await client.from("events").select("source").eq("id", id)
    .is("deleted_at", null).maybeSingle();
  if (error) throw databaseError("read event", error);
  if (data) return { type: "event", id: id.toLowerCase(), source: data.source };
  const message = "is no event of your timeline";
  throw new ProblemError(
    400,
    "invalid_request",
    `The body is not valid: source_event_id ${message}`,
    {
      errors: [{ field: "source_event_id", message }],
    },
  );
}

function versioned(row: { updated_at: string }): Versioned<Task> {
  return { value: Task.parse(row), version: row.updated_at };
}
