import { languageOf } from "../../understanding/language.ts";
import type { IntentDefinition } from "../intent.ts";
import { claimUnsupported, talkedIn } from "./cues.ts";
import { replies } from "./replies.ts";

/** What no timeline can give: it is said what can be asked, in the language of the prompt. */
export const unsupportedIntent: IntentDefinition<"unsupported"> = {
  name: "unsupported",
  description: "a greeting, or something to be done: sent, changed, booked, bought",
  claim: claimUnsupported,
  answer({ prompt }) {
    return Promise.resolve({
      intent: "unsupported",
      response: { time_range: null, ...replies[talkedIn(prompt) ?? languageOf(prompt) ?? "en"] },
      citations: [],
      truncated: false,
      // Nobody had to be asked.
      model: "none",
      degraded: false,
    });
  },
};
