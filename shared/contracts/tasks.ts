import { createRoute, z } from "@hono/zod-openapi";
import { CursorInstant, cursorOf, NextCursor, PageLimit } from "./pages.ts";
import { json, Priority, problemResponses, SourceRef, StoredInstant } from "./api.ts";

export const TaskStatus = z.enum(["open", "done", "snoozed"], "must be open, done or snoozed");

export const StatusReason = z.enum(["done", "answered", "withdrawn"]);

export const Task = z.object({
  id: z.guid(),
  status: TaskStatus,
  /** Why a detected task counts as done though its owner did not say so: its conversation did. */
  status_reason: StatusReason.nullable(),
  priority: Priority,
  title: z.string(),
  details: z.string().nullable(),
  due_at: StoredInstant.nullable(),
  source_event_id: z.guid().nullable(),
  source_refs: z.array(SourceRef),
  created_at: StoredInstant,
  updated_at: StoredInstant,
}).openapi("Task");
export type Task = z.infer<typeof Task>;

export const TaskList = z.object({
  tasks: z.array(Task),
  total: z.number().int(),
  by_priority: z.object({
    high: z.number().int(),
    medium: z.number().int(),
    low: z.number().int(),
  }),
}).openapi("TaskList");
export type TaskList = z.infer<typeof TaskList>;

/** One page; totals count all of them. */
export const TaskPage = TaskList.extend({ next_cursor: NextCursor }).openapi("TaskPage");
export type TaskPage = z.infer<typeof TaskPage>;

export const TaskQuery = z.strictObject({
  status: TaskStatus.default("open"),
  priority: Priority.optional(),
  limit: PageLimit,
  cursor: cursorOf(
    z.tuple([z.number().int(), CursorInstant.nullable(), CursorInstant, z.guid()]),
  ),
});
export type TaskQuery = z.infer<typeof TaskQuery>;

export const listTasksRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "listTasks",
  summary: "One's own tasks, most urgent first",
  security: [{ bearer: [] }],
  request: { query: TaskQuery },
  responses: {
    200: json(TaskPage, "A page of the tasks with the given status and priority"),
    ...problemResponses(400, 401, 429, 503),
  },
});

/** Tasks with their count per priority. */
export function taskList<T extends Pick<Task, "priority">>(tasks: T[]) {
  const count = (priority: Task["priority"]) =>
    tasks.filter((task) => task.priority === priority).length;
  return {
    tasks,
    total: tasks.length,
    by_priority: { high: count("high"), medium: count("medium"), low: count("low") },
  };
}
