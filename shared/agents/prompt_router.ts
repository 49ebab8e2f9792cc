import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { routeOutput } from "../contracts/model_outputs.ts";
import type { Intent, PromptRequest, PromptResponse } from "../contracts/prompts.ts";
import { taskList } from "../contracts/tasks.ts";
import { answerGraph } from "./intents/answer/graph.ts";
import { citationsFor } from "./retrieval/citations.ts";
import type { AgentContext } from "./context.ts";
import { generateChecked } from "./generate_checked.ts";
import { summarizeGraph } from "./intents/summarize/graph.ts";
import { taskGraph } from "./intents/task_detection/graph.ts";
import { parseTimeWindow, type TimeWindow } from "./time/time_window.ts";

const hour = 3_600_000;
/** What is read where neither prompt nor context name a window. */
const defaultHours: Record<Exclude<Intent, "answer">, number> = {
  summarize: 24,
  task_detection: 7 * 24,
};

/** A prompt's answer without the envelope that the function adds. */
export type AgentAnswer =
  & Pick<PromptResponse, "citations" | "degraded">
  & (
    | Pick<Extract<PromptResponse, { intent: "summarize" }>, "intent" | "response">
    | Pick<Extract<PromptResponse, { intent: "task_detection" }>, "intent" | "response">
    | Pick<Extract<PromptResponse, { intent: "answer" }>, "intent" | "response">
  );

const State = Annotation.Root({
  request: Annotation<PromptRequest>,
  window: Annotation<TimeWindow | null>,
  intent: Annotation<Intent>,
  answer: Annotation<AgentAnswer>,
});
type State = typeof State.State;

const routing =
  "Classify the prompt: summarize (a window of time), task_detection (what asks for action), or answer.";

/** Time window first, then the intent, then the one graph that serves it. */
export function promptGraph(context: AgentContext) {
  return new StateGraph(State)
    .addNode("time_window", ({ request }) => ({ window: windowOf(context, request) }))
    .addNode("route", async ({ request }) => ({ intent: await route(context, request) }))
    .addNode("summarize", async (state) => ({ answer: await summarize(context, state) }))
    .addNode("task_detection", async (state) => ({ answer: await detectTasks(context, state) }))
    .addNode("answer_question", async (state) => ({ answer: await answer(context, state) }))
    .addEdge(START, "time_window")
    .addEdge("time_window", "route")
    .addConditionalEdges(
      "route",
      ({ intent }) => intent === "answer" ? "answer_question" : intent,
      [
        "summarize",
        "task_detection",
        "answer_question",
      ],
    )
    .addEdge("summarize", END)
    .addEdge("task_detection", END)
    .addEdge("answer_question", END)
    .compile();
}

/** Runs the whole graph for one prompt. */
export async function answerPrompt(
  context: AgentContext,
  request: PromptRequest,
): Promise<AgentAnswer> {
  const { answer } = await promptGraph(context).invoke({ request });
  return answer;
}

function windowOf(context: AgentContext, request: PromptRequest): TimeWindow | null {
  const given = request.context?.time_window;
  return given
    ? { start: new Date(given.start), end: new Date(given.end) }
    : parseTimeWindow(request.prompt, context.clock.now(), context.timezone);
}

async function route(context: AgentContext, request: PromptRequest): Promise<Intent> {
  const { intent } = await generateChecked(
    context.model,
    routeOutput,
    [{ role: "system", text: routing }, { role: "user", text: request.prompt }],
    () => [],
  );
  return intent;
}

function windowOrDefault(
  context: AgentContext,
  state: State,
  intent: keyof typeof defaultHours,
): TimeWindow {
  const now = context.clock.now();
  return state.window ?? { start: new Date(now.getTime() - defaultHours[intent] * hour), end: now };
}

function range(window: TimeWindow) {
  return { start: window.start.toISOString(), end: window.end.toISOString() };
}

async function summarize(context: AgentContext, state: State): Promise<AgentAnswer> {
  const window = windowOrDefault(context, state, "summarize");
  const { content, citations, stored } = await summarizeGraph(context)
    .invoke({ prompt: state.request.prompt, window, sources: state.request.context?.sources });
  return {
    intent: "summarize",
    response: {
      summary_id: stored?.id ?? null,
      time_range: range(window),
      content,
      created_at: stored?.created_at ?? context.clock.now().toISOString(),
    },
    citations,
    degraded: false,
  };
}

async function detectTasks(context: AgentContext, state: State): Promise<AgentAnswer> {
  const window = windowOrDefault(context, state, "task_detection");
  const { tasks, items } = await taskGraph(context).invoke({
    prompt: state.request.prompt,
    window,
    sources: state.request.context?.sources,
    priority: state.request.context?.priority,
  });
  return {
    intent: "task_detection",
    response: { ...taskList(tasks), time_range: range(window) },
    citations: citationsFor(tasks.flatMap((task) => task.source_event_id ?? []), items),
    degraded: false,
  };
}

async function answer(context: AgentContext, state: State): Promise<AgentAnswer> {
  const { output, citations, degraded } = await answerGraph(context).invoke({
    prompt: state.request.prompt,
    window: state.window,
    sources: state.request.context?.sources,
  });
  return {
    intent: "answer",
    response: {
      time_range: state.window ? range(state.window) : null,
      answer: output.answer,
      statements: output.statements,
    },
    citations,
    degraded,
  };
}
