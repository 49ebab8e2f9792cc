import { z } from "zod";
import { Intent } from "../../contracts/prompts.ts";
import { type OutputContract, textOf } from "../../models/language_model.ts";
import { intents } from "./intents.ts";

const schema = z.strictObject({ intent: Intent, confidence: z.number().min(0).max(1) });
export type RouteOutput = z.infer<typeof schema>;

/** What a prompt wants. */
export const routeOutput: OutputContract<RouteOutput> = {
  name: "route",
  schema,
  extract: (messages) => routePrompt(textOf(messages, "user")),
};

/** Intent by the words of the prompt; less certain where another one is claimed as well. */
export function routePrompt(prompt: string): RouteOutput {
  const claims = intents.map(({ name, claim }) => ({ intent: name, claim: claim(prompt) }))
    .sort((a, b) => b.claim - a.claim);
  const [first, second] = claims;
  if (!first) throw new Error("There is no intent");
  // What a rival claims is doubt. Every prompt could be a question, so a faint claim is none.
  const rival = second && second.claim > 0.8 ? second.claim : 0;
  return { intent: first.intent, confidence: rival > 0 ? Math.min(0.6, first.claim) : first.claim };
}

/** Says to a model what there is to choose from. */
export const routingInstructions = "Classify the prompt: " +
  intents.map(({ name, description }) => `${name} (${description})`).join(", ") + ".";
