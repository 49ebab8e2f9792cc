import type { Intent } from "../../contracts/prompts.ts";
import { intents } from "./intents.ts";

/** What a prompt wants, and how sure that is, 0 to 1. */
export interface Route {
  intent: Intent;
  confidence: number;
}

/** Below this a claim says no more than that every prompt could be a question. */
const faint = 0.81;

/** Intent by the words of the prompt; less certain where another one is claimed as well. */
export function routePrompt(prompt: string): Route {
  const claims = intents.map(({ name, claim }) => ({ intent: name, claim: claim(prompt) }))
    .sort((a, b) => b.claim - a.claim);
  const [first, second] = claims;
  if (!first) throw new Error("There is no intent");
  const rival = second !== undefined && second.claim > faint;
  return { intent: first.intent, confidence: rival ? Math.min(0.6, first.claim) : first.claim };
}
