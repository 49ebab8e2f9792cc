import { createAgentContext } from "../../shared/agents/create_context.ts";
import { startTestStack, type TestStack } from "../support/stack.ts";
import { measure, type Measured } from "./measure.ts";
import type { Asked } from "./questions.ts";

/** A timeline, and what is asked about it. */
export interface QuestionSet {
  name: string;
  /** ISO instant that answers are about. */
  now: string;
  /** Stores the timeline for a person, embedded. */
  load(stack: TestStack, userId: string): Promise<Asked[]>;
}

/** Asks everything, in a stack of its own with the local embedding model. */
export async function askAll(
  { now, load }: QuestionSet,
  onAsked: (done: number, all: number) => void = () => {},
): Promise<Measured[]> {
  await using stack = await startTestStack({ embeddings: "local", now });
  const user = await stack.signUp();
  const questions = await load(stack, user.id);
  const context = await createAgentContext(stack.services, user);
  const results: Measured[] = [];
  for (const asked of questions) {
    results.push(await measure(context, asked));
    onAsked(results.length, questions.length);
  }
  return results;
}
