import type { z } from "zod";
import type { TaskDetectionResponse, WaitingForList } from "../../../shared/contracts/prompts.ts";
import { safeLine } from "../terminal.ts";

/** What a person has to do and what others owe them, in lines for a terminal. */
export function renderTasks(
  response: z.infer<typeof TaskDetectionResponse>,
  cite: (id: string) => string,
): string[] {
  const { asked, tasks, total, by_priority, truncated, events, waiting_for } = response;
  return [
    ...(asked === "waiting_for" ? [] : [
      `${total} to do: ${by_priority.high} high, ${by_priority.medium} medium, ${by_priority.low} low`,
    ]),
    ...(truncated
      ? [
        `There is more: ${
          tasks.length + waiting_for.requests.length
        } listed, ${events.read} of ${events.total} events read`,
      ]
      : []),
    ...tasks.map((task) =>
      `  [${task.priority}] ${safeLine(task.title)}${
        task.due_at ? ` (due ${minute(task.due_at)})` : ""
      } ${task.source_event_id ? cite(task.source_event_id) : ""}`
    ),
    ...renderWaiting(waiting_for, asked === "waiting_for", cite),
  ];
}

/** Only where there is something to say of it, or where it was asked for. */
function renderWaiting(
  { requests, total, owner_unknown }: WaitingForList,
  wanted: boolean,
  cite: (id: string) => string,
): string[] {
  const unknown = owner_unknown.length > 0 && wanted
    ? [`Which messages are yours is not known of: ${owner_unknown.join(", ")}`]
    : [];
  if (total === 0 && !wanted) return [];
  return [
    `${total} waited for from others`,
    ...unknown,
    ...requests.map((request) =>
      `  ${request.asked_of === null ? "" : `${safeLine(request.asked_of)}: `}${
        safeLine(request.title)
      } (asked ${minute(request.asked_at)}${
        request.due_at ? `, due ${minute(request.due_at)}` : ""
      }) ${cite(request.event_id)}`
    ),
  ];
}

/** An instant in UTC, to the minute. */
export function minute(iso: string): string {
  return new Date(iso).toISOString().slice(0, 16).replace("T", " ");
}
