import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { Intent, PromptRequest } from "../contracts/prompts.ts";
import type { AgentContext } from "./context.ts";
import { generateChecked } from "./generate_checked.ts";
import type { IntentAnswer } from "./intents/intent.ts";
import { intentNamed } from "./intents/intents.ts";
import { routeOutput, routingInstructions } from "./intents/route.ts";
import { parseTimeWindow } from "./time/time_window.ts";
import type { TimeWindow } from "./time/window.ts";

const State = Annotation.Root({
  context: Annotation<AgentContext>,
  request: Annotation<PromptRequest>,
  window: Annotation<TimeWindow | null>,
  intent: Annotation<Intent>,
  answered: Annotation<IntentAnswer>,
});
type State = typeof State.State;

/** Time window first, then the intent, then the one graph that serves it. */
const promptGraph = new StateGraph(State)
  .addNode("understand", (state) => ({ window: windowOf(state) }))
  .addNode("route", async (state) => ({ intent: await route(state) }))
  .addNode("serve", async (state) => ({ answered: await serve(state) }))
  .addEdge(START, "understand")
  .addEdge("understand", "route")
  .addEdge("route", "serve")
  .addEdge("serve", END)
  .compile();

/** Answers one prompt. */
export async function answerPrompt(
  context: AgentContext,
  request: PromptRequest,
): Promise<IntentAnswer> {
  const { answered } = await promptGraph.invoke({ context, request });
  return answered;
}

function windowOf({ context, request }: State): TimeWindow | null {
  const given = request.context?.time_window;
  return given
    ? { start: new Date(given.start), end: new Date(given.end) }
    : parseTimeWindow(request.prompt, context.clock.now(), context.timezone);
}

async function route({ context, request }: State): Promise<Intent> {
  const routed = await generateChecked(
    context.model,
    routeOutput,
    [{ role: "system", text: routingInstructions }, { role: "user", text: request.prompt }],
    () => [],
  );
  return routed.value.intent;
}

function serve({ context, request, window, intent }: State): Promise<IntentAnswer> {
  const { prompt } = request;
  const { sources, priority } = request.context ?? {};
  return intentNamed(intent).answer({ context, prompt, window, sources, priority });
}
