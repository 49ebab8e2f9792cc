import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { PromptRequest, UnderstoodPrompt } from "../contracts/prompts.ts";
import type { AgentContext } from "./context.ts";
import type { IntentAnswer } from "./intents/intent.ts";
import { intentNamed } from "./intents/intents.ts";
import type { Scope } from "./retrieval/scope.ts";
import { understand } from "./understanding/understand.ts";

const State = Annotation.Root({
  context: Annotation<AgentContext>,
  request: Annotation<PromptRequest>,
  understood: Annotation<UnderstoodPrompt>,
  answered: Annotation<IntentAnswer>,
});
type State = typeof State.State;

/** What the prompt wants first, then the one graph that serves it. */
const promptGraph = new StateGraph(State)
  .addNode("understand", async ({ context, request }) => {
    const understood = await understand(context, request);
    context.progress({ stage: "understood", understood });
    return { understood };
  })
  .addNode("serve", async (state) => ({ answered: await serve(state) }))
  .addEdge(START, "understand")
  .addEdge("understand", "serve")
  .addEdge("serve", END)
  .compile();

/** An answer, and what the prompt was taken for. */
export type PromptAnswer = IntentAnswer & { understood: UnderstoodPrompt; timezone: string };

/** Answers one prompt. */
export async function answerPrompt(
  context: AgentContext,
  request: PromptRequest,
): Promise<PromptAnswer> {
  const { answered, understood } = await promptGraph.invoke({ context, request });
  return { ...answered, understood, timezone: context.timezone };
}

function serve({ context, request, understood }: State): Promise<IntentAnswer> {
  const window = understood.window.value;
  return intentNamed(understood.intent.value).answer({
    context,
    prompt: request.prompt,
    window: window && { start: new Date(window.start), end: new Date(window.end) },
    scope: scopeOf(understood),
    language: understood.language.value,
    priority: understood.priority.value ?? undefined,
  });
}

function scopeOf({ sources, places, people }: UnderstoodPrompt): Scope {
  return {
    ...(sources.value ? { sources: sources.value } : {}),
    ...(places.value.length > 0 ? { places: places.value } : {}),
    ...(people.value.length > 0 ? { people: people.value } : {}),
  };
}
