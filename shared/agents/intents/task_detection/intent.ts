import type { Source } from "../../../contracts/events.ts";
import type { FoundTask } from "../../../contracts/prompts.ts";
import { taskList } from "../../../contracts/tasks.ts";
import { citationsFor } from "../../retrieval/citations.ts";
import { inScope, isNamed } from "../../retrieval/scope.ts";
import { type IntentDefinition, timeRange, type Understood, windowOrLast } from "../intent.ts";
import { anyTime, asksByDeadline, dueWindow } from "./due_window.ts";
import { taskGraph } from "./graph.ts";
import { askedList, claimTasks } from "./prompt_cues.ts";
import { waitingList } from "./waiting_list.ts";

/** What is read where neither prompt nor context name a window. */
const defaultHours = 7 * 24;
/** What is due, or waited for, was often asked for long before. */
const dueHours = 30 * 24;
/** Tasks that one answer lists; its totals count all of them. */
const maxListed = 200;

/** What asks its owner for action. */
export const taskDetectionIntent: IntentDefinition<"task_detection"> = {
  name: "task_detection",
  description: "what asks for action, and what is waited for from others",
  claim: claimTasks,
  async answer(understood) {
    const { context, prompt, scope } = understood;
    const asked = askedList(prompt);
    const byDeadline = asked === "tasks" && asksByDeadline(prompt);
    // A deadline says when something is due, and not when it was asked for.
    const window = byDeadline || asked === "waiting_for" && understood.window === null
      ? windowOrLast(dueHours, { ...understood, window: null })
      : windowOrLast(defaultHours, understood);
    const found = await taskGraph
      .invoke({ context, prompt, window, scope, priority: understood.priority, asked });
    const waiting = waitingList(found.found.value.waiting_for, found.items, context.timezone);
    const { tasks, range, items } = byDeadline
      ? await dueTasks(understood, window, found.tasks)
      : { tasks: found.tasks, range: window, items: found.items };
    const shown = tasks.slice(0, maxListed);
    const truncated = shown.length < tasks.length || found.items.length < found.eventCount ||
      waiting.requests.length < waiting.total;
    return {
      intent: "task_detection",
      response: {
        ...taskList(tasks),
        asked,
        tasks: shown,
        waiting_for: waiting,
        time_range: timeRange(range),
        truncated,
        events: { total: found.eventCount, read: found.items.length },
      },
      citations: citationsFor(
        [
          ...shown.flatMap((task) => task.source_event_id ?? []),
          ...waiting.requests.map(({ event_id }) => event_id),
        ],
        [...items, ...found.items],
      ),
      truncated,
      model: found.found.model,
      degraded: found.found.degraded !== null,
    };
  },
};

/** The open tasks, found now or earlier, that are due when the prompt says. */
async function dueTasks(
  understood: Understood,
  read: ReturnType<typeof windowOrLast>,
  foundNow: FoundTask[],
) {
  const { context, prompt, scope, priority } = understood;
  const named = dueWindow(prompt, context.clock.now(), context.timezone) ?? understood.window;
  const asked = named ?? anyTime;
  const kept: FoundTask[] = await context.timeline.tasksDue(asked);
  const unkept = foundNow.filter(({ id, due_at }) =>
    id === null && due_at !== null && new Date(due_at) > asked.start &&
    new Date(due_at) <= asked.end
  );
  const open = [...kept, ...unkept].filter((task) =>
    (priority === undefined || task.priority === priority) && ofSources(task, scope.sources)
  ).sort((a, b) => Date.parse(a.due_at ?? "") - Date.parse(b.due_at ?? ""));
  // Of whom and where a task is, its event says; without such a scope only what is listed is read.
  const looked = isNamed(scope) ? open : open.slice(0, maxListed);
  const items = await context.timeline.eventsById(
    looked.flatMap((task) => task.source_event_id ?? []),
  );
  const fitting = new Set(items.filter((item) => inScope(item, scope)).map((item) => item.id));
  return {
    tasks: isNamed(scope)
      ? open.filter((task) => task.source_event_id !== null && fitting.has(task.source_event_id))
      : open,
    // Without a time every deadline counts: the range says what was read.
    range: named ?? read,
    items,
  };
}

function ofSources(task: FoundTask, sources: Source[] | undefined): boolean {
  return sources === undefined ||
    task.source_refs.some((ref) => ref.source !== null && sources.includes(ref.source));
}
