import type { Intent } from "../../contracts/prompts.ts";
import { answerIntent } from "./answer/intent.ts";
import { calendarIntent } from "./calendar/intent.ts";
import type { IntentDefinition } from "./intent.ts";
import { summarizeIntent } from "./summarize/intent.ts";
import { taskDetectionIntent } from "./task_detection/intent.ts";
import { unsupportedIntent } from "./unsupported/intent.ts";

/** Everything that a prompt can want. Where two are equally sure, the first one is meant. */
export const intents: readonly IntentDefinition[] = [
  taskDetectionIntent,
  summarizeIntent,
  calendarIntent,
  unsupportedIntent,
  answerIntent,
];

/** The intent of that name. */
export function intentNamed(name: Intent): IntentDefinition {
  const found = intents.find((intent) => intent.name === name);
  if (!found) throw new Error(`The intent ${name} is in no folder of intents/`);
  return found;
}
