import { createRoute, z } from "@hono/zod-openapi";
import { CursorInstant, cursorOf, NextCursor, PageLimit } from "./pages.ts";
import {
  Instant,
  json,
  Priority,
  problemResponses,
  SourceRef,
  storable,
  StoredInstant,
} from "./api.ts";
import { Precondition, Repeatable, tagged } from "./headers.ts";

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
  /** When a snoozed task opens again by itself. */
  snoozed_until: StoredInstant.nullable(),
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

const title = storable(
  z.string("must be a text").trim().min(1, "must not be empty")
    .max(500, "must have at most 500 characters"),
);
const details = storable(z.string().max(20_000, "must have at most 20000 characters")).nullable();

interface Snoozing {
  status?: z.infer<typeof TaskStatus> | undefined;
  snoozed_until?: string | null | undefined;
}
/** Who names an end snoozes the task by that, so the status may be left out. */
const snoozes = ({ status, snoozed_until }: Snoozing) =>
  !snoozed_until || status === undefined || status === "snoozed";
const snoozedAlone = { error: "goes with status snoozed alone", path: ["snoozed_until"] };

export const NewTask = z.strictObject({
  title,
  details: details.optional(),
  status: TaskStatus.optional(),
  snoozed_until: Instant.nullish(),
  priority: Priority.optional(),
  due_at: Instant.nullish(),
  /** The event of one's own timeline that it comes from. */
  source_event_id: z.guid("must be a UUID").nullish(),
}).refine(snoozes, snoozedAlone).openapi("NewTask");
export type NewTask = z.infer<typeof NewTask>;

export const TaskChange = z.strictObject({
  title: title.optional(),
  details: details.optional(),
  status: TaskStatus.optional(),
  snoozed_until: Instant.nullish(),
  priority: Priority.optional(),
  due_at: Instant.nullish(),
}).refine((change) => Object.values(change).some((value) => value !== undefined), {
  error: "must name at least one field to change",
}).refine(snoozes, snoozedAlone).openapi("TaskChange");
export type TaskChange = z.infer<typeof TaskChange>;

export const TaskQuery = z.strictObject({
  status: TaskStatus.default("open"),
  priority: Priority.optional(),
  limit: PageLimit,
  cursor: cursorOf(
    z.tuple([z.number().int(), CursorInstant.nullable(), CursorInstant, z.guid()]),
  ),
});
export type TaskQuery = z.infer<typeof TaskQuery>;

const params = z.object({ id: z.guid("must be a UUID") });
const security = [{ bearer: [] }];

export const listTasksRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "listTasks",
  summary: "One's own tasks, most urgent first",
  security,
  request: { query: TaskQuery },
  responses: {
    200: json(TaskPage, "A page of the tasks with the given status and priority"),
    ...problemResponses(400, 401, 429, 503),
  },
});

export const createTaskRoute = createRoute({
  method: "post",
  path: "/",
  operationId: "createTask",
  summary: "Add a task",
  security,
  request: {
    headers: Repeatable,
    body: { required: true, content: { "application/json": { schema: NewTask } } },
  },
  responses: {
    201: { ...json(Task, "The task as stored"), ...tagged },
    ...problemResponses(400, 401, 404, 409, 413, 415, 422, 429, 503),
  },
});

export const getTaskRoute = createRoute({
  method: "get",
  path: "/{id}",
  operationId: "getTask",
  summary: "One task, whole",
  security,
  request: { params },
  responses: {
    200: { ...json(Task, "The task"), ...tagged },
    ...problemResponses(400, 401, 404, 429, 503),
  },
});

export const changeTaskRoute = createRoute({
  method: "patch",
  path: "/{id}",
  operationId: "changeTask",
  summary: "Change fields of a task; fields left out stay",
  description:
    "`snoozed_until` snoozes the task and opens it again at that time. A task that its owner has " +
    "changed is opened and closed by its owner alone; one that is detected again is not opened.",
  security,
  request: {
    params,
    headers: Precondition,
    body: { required: true, content: { "application/json": { schema: TaskChange } } },
  },
  responses: {
    200: { ...json(Task, "The task as stored"), ...tagged },
    ...problemResponses(400, 401, 404, 412, 413, 415, 429, 503),
  },
});

export const deleteTaskRoute = createRoute({
  method: "delete",
  path: "/{id}",
  operationId: "deleteTask",
  summary: "Delete a task; what it was detected in brings it back no more",
  security,
  request: { params, headers: Precondition },
  responses: {
    204: { description: "Deleted" },
    ...problemResponses(400, 401, 404, 412, 429, 503),
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
