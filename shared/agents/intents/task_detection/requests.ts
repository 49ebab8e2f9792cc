/** Sentences that ask somebody for something, by their words. */
import { ACTION_THRESHOLD, actionProbability } from "../../../models/action/classifier.ts";
import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { findDeadline } from "../../time/due_time.ts";
import { asksInOtherWords } from "./request_words.ts";

/** A request ten times longer than this is a text about requests. */
export const maxTitle = 300;

/** What a request in a language that the classifier does not know counts as. */
const otherLanguages = 0.8;

/** How likely a sentence asks its reader for something, 0 to 1, in any of eight languages. */
export function askProbability(sentence: string): number {
  return Math.max(
    actionProbability(sentence),
    asksInOtherWords(sentence) ? otherLanguages : 0,
  );
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
