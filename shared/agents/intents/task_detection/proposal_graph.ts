import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { Generated } from "../../../models/language_model.ts";
import type { AgentContext } from "../../context.ts";
import { asTasks, findActions } from "./actions.ts";
import type { TimelineItem } from "../../retrieval/timeline.ts";
import type { TimeWindow } from "../../time/window.ts";
import type { ActionsOutput } from "./output.ts";

const State = Annotation.Root({
  context: Annotation<AgentContext>,
  window: Annotation<TimeWindow>,
  items: Annotation<TimelineItem[]>,
  found: Annotation<Generated<ActionsOutput>>,
  proposalId: Annotation<string | null>,
});
type State = typeof State.State;

/**
 * Reads every event of a window and keeps what asks for action as one proposal. Nothing becomes a
 * task before its owner says so.
 */
export const proposalGraph = new StateGraph(State)
  .addNode("read", async ({ context, window }) => ({
    items: await context.timeline.eventsIn(window, {}),
  }))
  .addNode("detect", async ({ context, items }) => ({
    found: await findActions(context, "What needs action?", items),
  }))
  .addNode("keep", async (state) => ({ proposalId: await keep(state) }))
  .addEdge(START, "read")
  .addEdge("read", "detect")
  .addEdge("detect", "keep")
  .addEdge("keep", END)
  .compile();

async function keep({ context, window, items, found }: State) {
  const actions = asTasks(context, found.value, items);
  // A window that asks for nothing is no proposal.
  return actions.length === 0 ? null : await context.answers.storeProposal(window, actions);
}
