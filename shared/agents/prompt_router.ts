import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { FurtherAnswer, PromptRequest, UnderstoodPrompt } from "../contracts/prompts.ts";
import type { AgentContext } from "./context.ts";
import type { IntentAnswer } from "./intents/intent.ts";
import { intentNamed } from "./intents/intents.ts";
import type { Scope } from "./retrieval/scope.ts";
import { understand } from "./understanding/understand.ts";
import { wantsOf } from "./understanding/wants.ts";

const State = Annotation.Root({
  context: Annotation<AgentContext>,
  request: Annotation<PromptRequest>,
  understood: Annotation<UnderstoodPrompt>,
  /** In the order in which it was asked for. */
  answered: Annotation<IntentAnswer[]>,
});
type State = typeof State.State;

/** What the prompt wants first, then the one graph that serves it, or one for each thing that it wants. */
const promptGraph = new StateGraph(State)
  .addNode("understand", async ({ context, request }) => {
    const understood = await understand(context, request);
    context.progress({ stage: "understood", understood });
    return { understood };
  })
  .addNode("serve", async (state) => ({ answered: await serveAll(state) }))
  .addEdge(START, "understand")
  .addEdge("understand", "serve")
  .addEdge("serve", END)
  .compile();

/** An answer, and what the prompt was taken for. */
export type PromptAnswer = IntentAnswer & {
  understood: UnderstoodPrompt;
  timezone: string;
  further: FurtherAnswer[];
};

/** Answers one prompt. */
export async function answerPrompt(
  context: AgentContext,
  request: PromptRequest,
): Promise<PromptAnswer> {
  const { answered, understood } = await promptGraph.invoke({ context, request });
  const [first, ...others] = answered;
  if (!first) throw new Error("A prompt wants one thing at least");
  return {
    ...first,
    citations: [
      ...new Map(
        answered.flatMap(({ citations }) => citations).map((citation) => [citation.id, citation]),
      ).values(),
    ],
    truncated: answered.some(({ truncated }) => truncated),
    degraded: answered.some(({ degraded }) => degraded),
    understood,
    further: others.map(({ intent, response }) => ({ intent, response }) as FurtherAnswer),
    timezone: context.timezone,
  };
}

/** One after the other: what they take of a model's budget is theirs together. */
async function serveAll({ context, request, understood }: State): Promise<IntentAnswer[]> {
  const [first = request.prompt] = wantsOf(request.prompt);
  const alone = understood.further.length === 0;
  const wants = [{ ...understood, prompt: alone ? request.prompt : first }, ...understood.further];
  const answers: IntentAnswer[] = [];
  for (const want of wants) {
    const window = want.window.value;
    answers.push(
      await intentNamed(want.intent.value).answer({
        context,
        prompt: want.prompt,
        window: window && { start: new Date(window.start), end: new Date(window.end) },
        scope: scopeOf(want),
        language: understood.language.value,
        priority: understood.priority.value ?? undefined,
      }),
    );
  }
  return answers;
}

function scopeOf(
  { sources, places, people }: Pick<UnderstoodPrompt, "sources" | "places" | "people">,
): Scope {
  return {
    ...(sources.value ? { sources: sources.value } : {}),
    ...(places.value.length > 0 ? { places: places.value } : {}),
    ...(people.value.length > 0 ? { people: people.value } : {}),
  };
}
