/** Sentences that ask somebody for something, by their words. */
import { ACTION_THRESHOLD } from "../../../models/action/classifier.ts";
import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { findDeadline } from "../../time/due_time.ts";

/** A request ten times longer than this is a text about requests. */
export const maxTitle = 300;

/** Words that put a request to the reader, whatever the classifier makes of the rest. */
const direct =
  /\b(?:please|pls|let (?:me|us) know|need you to|remind me|don't forget|make sure|any (?:chance|objections) )\b/i;
const modal = /\b(?:can|could|would|will) (?:you|u|someone|somebody|anyone|anybody)\b/i;
const wonders = /\b(?:what|how|why|where|which|when|who)\b/i;

/** "How could you know" asks for no deed; "could you say how" does. */
export function isDirect(sentence: string): boolean {
  if (direct.test(sentence)) return true;
  const found = modal.exec(sentence);
  return found !== null &&
    !wonders.test(sentence.slice(Math.max(0, found.index - 40), found.index));
}

/** Questions to nobody in particular have to be clearer, or half a chat would be a task. */
const indirectThreshold = 0.7;
/** A question to a whole channel is somebody else's in most cases. */
const channelThreshold = 0.85;

/** How probable a request must be to count, by whether its words ask and whom. */
export function thresholdOf(item: Evidence, isPlain: boolean, toOne: boolean): number {
  if (isPlain) return ACTION_THRESHOLD;
  const toChannel = item.place?.startsWith("#") && item.addressed === "none";
  return toChannel && !toOne ? channelThreshold : indirectThreshold;
}

/** The words that name a deadline, read by the time at which they were written. */
export function deadlineIn(sentence: string, written: Date): string | null {
  const found = findDeadline(sentence, written);
  return found ? cutText(found.text, 200) : null;
}
