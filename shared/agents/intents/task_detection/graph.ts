import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { ActionsOutput } from "../../../contracts/model_outputs.ts";
import type { Priority } from "../../../contracts/api.ts";
import type { Source } from "../../../contracts/events.ts";
import type { Task } from "../../../contracts/tasks.ts";
import type { AgentContext } from "../../context.ts";
import { asTasks, detectActions } from "./detect_actions.ts";
import type { TimelineItem } from "../../retrieval/timeline.ts";
import type { TimeWindow } from "../../time/time_window.ts";

const State = Annotation.Root({
  prompt: Annotation<string>,
  window: Annotation<TimeWindow>,
  sources: Annotation<Source[] | undefined>,
  priority: Annotation<Priority | undefined>,
  items: Annotation<TimelineItem[]>,
  output: Annotation<ActionsOutput>,
  tasks: Annotation<Task[]>,
});
type State = typeof State.State;

/** Reads every event of a window, finds what asks for action, and keeps it as open tasks. */
export function taskGraph(context: AgentContext) {
  return new StateGraph(State)
    .addNode(
      "read",
      async ({ window, sources }) => ({ items: await context.timeline.eventsIn(window, sources) }),
    )
    .addNode(
      "detect",
      async ({ prompt, items }) => ({ output: await detectActions(context, prompt, items) }),
    )
    .addNode("keep", async (state) => ({ tasks: await keep(context, state) }))
    .addEdge(START, "read")
    .addEdge("read", "detect")
    .addEdge("detect", "keep")
    .addEdge("keep", END)
    .compile();
}

async function keep(context: AgentContext, { output, items, priority }: State): Promise<Task[]> {
  const stored = await context.answers.storeTasks(asTasks(context, output, items));
  // What the person has done or put off since is not asked of them again.
  return stored.filter((task) =>
    task.status === "open" && (priority === undefined || task.priority === priority)
  );
}
