import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { ActionsOutput } from "../../../contracts/model_outputs.ts";
import type { AgentContext } from "../../context.ts";
import { asTasks, detectActions } from "./detect_actions.ts";
import type { TimelineItem } from "../../retrieval/timeline.ts";
import type { TimeWindow } from "../../time/time_window.ts";

const State = Annotation.Root({
  window: Annotation<TimeWindow>,
  items: Annotation<TimelineItem[]>,
  output: Annotation<ActionsOutput>,
  proposalId: Annotation<string | null>,
});
type State = typeof State.State;

/**
 * Reads every event of a window and keeps what asks for action as one proposal. Nothing becomes a
 * task before its owner says so.
 */
export function proposalGraph(context: AgentContext) {
  return new StateGraph(State)
    .addNode("read", async ({ window }) => ({
      items: await context.timeline.eventsIn(window, undefined),
    }))
    .addNode("detect", async ({ items }) => ({
      output: await detectActions(context, "What needs action?", items),
    }))
    .addNode("keep", async (state) => ({ proposalId: await keep(context, state) }))
    .addEdge(START, "read")
    .addEdge("read", "detect")
    .addEdge("detect", "keep")
    .addEdge("keep", END)
    .compile();
}

async function keep(context: AgentContext, { window, items, output }: State) {
  const actions = asTasks(context, output, items);
  // A window that asks for nothing is no proposal.
  return actions.length === 0 ? null : await context.answers.storeProposal(window, actions);
}
