import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { Priority } from "../../../contracts/api.ts";
import type { Source } from "../../../contracts/events.ts";
import type { Task } from "../../../contracts/tasks.ts";
import type { Generated } from "../../../models/language_model.ts";
import type { AgentContext } from "../../context.ts";
import { asTasks, findActions } from "./actions.ts";
import type { TimelineItem } from "../../retrieval/timeline.ts";
import type { TimeWindow } from "../../time/window.ts";
import type { ActionsOutput } from "./output.ts";

const State = Annotation.Root({
  context: Annotation<AgentContext>,
  prompt: Annotation<string>,
  window: Annotation<TimeWindow>,
  sources: Annotation<Source[] | undefined>,
  priority: Annotation<Priority | undefined>,
  items: Annotation<TimelineItem[]>,
  found: Annotation<Generated<ActionsOutput>>,
  tasks: Annotation<Task[]>,
});
type State = typeof State.State;

/** Reads every event of a window, finds what asks for action, and keeps it as open tasks. */
export const taskGraph = new StateGraph(State)
  .addNode("read", async ({ context, window, sources }) => ({
    items: await context.timeline.eventsIn(window, sources),
  }))
  .addNode("detect", async ({ context, prompt, items }) => ({
    found: await findActions(context, prompt, items),
  }))
  .addNode("keep", async (state) => ({ tasks: await keep(state) }))
  .addEdge(START, "read")
  .addEdge("read", "detect")
  .addEdge("detect", "keep")
  .addEdge("keep", END)
  .compile();

async function keep({ context, found, items, priority }: State): Promise<Task[]> {
  await context.answers.settleTasks(found.value.settled.map((settled) => settled.event_id));
  const stored = await context.answers.storeTasks(asTasks(context, found.value, items));
  // What the person has done or put off since is not asked of them again.
  return stored.filter((task) =>
    task.status === "open" && (priority === undefined || task.priority === priority)
  );
}
