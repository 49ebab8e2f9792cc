/** Whether words alone tell what a prompt wants. */
import type { UnderstoodPrompt } from "../../contracts/prompts.ts";
import { routePrompt } from "../intents/route.ts";
import { nameTokens, nameWords } from "./name_tokens.ts";
import type { KnownNames } from "./names.ts";
import { topicWords } from "./topic.ts";

/** What words are this sure of needs no model. */
export const plainConfidence = 0.8;

/**
 * A prompt is plain where the cues of one intent stand in it, or where it is a question of which every
 * word was read by a rule (a question word, a time, a source) or names something that the timeline
 * knows. Any other question may want anything, whatever its language: "how far along is the permit?"
 */
export function isPlain(
  prompt: string,
  { language }: Pick<UnderstoodPrompt, "language">,
  known: KnownNames,
): boolean {
  const { intent, confidence } = routePrompt(prompt);
  if (confidence < plainConfidence) return false;
  if (intent !== "answer") return true;
  if (language.value === null) return false;
  const left = topicWords(prompt);
  if (left.length === 0) return true;
  const names = new Set([...known.places, ...known.people].flatMap(nameWords).map(bare));
  return left.every((word) => nameTokens(word).every(({ folded }) => names.has(bare(folded))));
}

function bare(word: string): string {
  return word.replace(/^[#@]/, "");
}
