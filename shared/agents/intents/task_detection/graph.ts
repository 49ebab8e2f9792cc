import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { Priority } from "../../../contracts/api.ts";
import type { FoundTask } from "../../../contracts/prompts.ts";
import type { Generated } from "../../../models/language_model.ts";
import type { AgentContext } from "../../context.ts";
import { asTasks, findActions } from "./actions.ts";
import { inScope, type Scope } from "../../retrieval/scope.ts";
import type { TimelineItem } from "../../retrieval/timeline.ts";
import type { TimeWindow } from "../../time/window.ts";
import type { ActionsOutput } from "./output.ts";
import { isWaitedForIn } from "./waiting_list.ts";

const State = Annotation.Root({
  context: Annotation<AgentContext>,
  prompt: Annotation<string>,
  window: Annotation<TimeWindow>,
  scope: Annotation<Scope>,
  priority: Annotation<Priority | undefined>,
  /** Which of the two lists is wanted: nothing is kept for one who asks what others owe. */
  asked: Annotation<"tasks" | "waiting_for">,
  items: Annotation<TimelineItem[]>,
  /** How many events the window has; `items` are the newest of them. */
  eventCount: Annotation<number>,
  /** What was said after the window in its threads: whether a request still stands. */
  later: Annotation<TimelineItem[]>,
  found: Annotation<Generated<ActionsOutput>>,
  tasks: Annotation<FoundTask[]>,
});
type State = typeof State.State;

/**
 * Reads every event of a window, finds what asks for action and what its owner waits for, and keeps
 * the former as open tasks.
 */
export const taskGraph = new StateGraph(State)
  .addNode("read", read)
  .addNode("detect", async ({ context, prompt, items, later, scope }) => {
    context.progress({ stage: "drafting" });
    const found = await findActions(context, prompt, [...items, ...later]);
    return { found: within(found, items, scope) };
  })
  .addNode("keep", async (state) => ({ tasks: await keep(state) }))
  .addEdge(START, "read")
  .addEdge("read", "detect")
  .addEdge("detect", "keep")
  .addEdge("keep", END)
  .compile();

async function read({ context, window, scope }: State) {
  // Whom a task is from is looked at afterwards: what others answered says whether it still stands.
  const { people: _, ...conversations } = scope;
  const items = await context.timeline.eventsIn(window, conversations);
  const counts = await context.timeline.statistics(window, conversations);
  const threads = new Set(items.flatMap((item) => item.threadId ?? []));
  context.progress({ stage: "retrieved", events: items.length });
  const over = window.end < context.clock.now();
  return {
    items,
    eventCount: Object.values(counts).reduce((sum, n) => sum + n, 0),
    later: over ? await context.timeline.repliesAfter([...threads], window.end) : [],
  };
}

/** What was asked in the window itself, by those who are in scope. */
function within(
  found: Generated<ActionsOutput>,
  items: TimelineItem[],
  scope: Scope,
): Generated<ActionsOutput> {
  const asked = new Set(items.filter((item) => inScope(item, scope)).map((item) => item.id));
  const { actions, waiting_for, settled } = found.value;
  const byId = new Map(items.map((item) => [item.id, item]));
  const isOpen = (id: string) => !settled.some(({ event_id }) => event_id === id);
  return {
    ...found,
    value: {
      actions: actions.filter((action) => asked.has(action.event_id)),
      waiting_for: waiting_for.filter((wait) => {
        const item = byId.get(wait.event_id);
        return item !== undefined && isOpen(item.id) && isWaitedForIn(scope, item, wait.asked_of);
      }),
      settled: settled.filter(({ event_id }) => asked.has(event_id)),
    },
  };
}

async function keep({ context, found, items, priority, asked }: State): Promise<FoundTask[]> {
  if (asked === "waiting_for") return [];
  await context.answers.settleTasks(found.value.settled);
  const stored = await context.answers.storeTasks(asTasks(context, found.value, items));
  // What the person has done or put off since is not asked of them again.
  return stored.filter((task) =>
    task.status === "open" && (priority === undefined || task.priority === priority)
  );
}
