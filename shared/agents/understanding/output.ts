import { z } from "zod";
import { Priority } from "../../contracts/api.ts";
import { Source } from "../../contracts/events.ts";
import { Intent } from "../../contracts/prompts.ts";
import { type OutputContract, textOf } from "../../models/language_model.ts";
import { intents } from "../intents/intents.ts";
import { routePrompt } from "../intents/route.ts";

const name = z.string().min(1).max(300);
const schema = z.strictObject({
  intent: Intent,
  /** The words that say when, in English; null where there are none. */
  time: z.string().min(1).max(200).nullable(),
  sources: z.array(Source).max(4),
  places: z.array(name).max(20),
  people: z.array(name).max(20),
  priority: Priority.nullable(),
});
export type ReadPrompt = z.infer<typeof schema>;

/** What a model makes of a prompt whose words are not plain. */
export const understandingOutput: OutputContract<ReadPrompt> = {
  name: "understanding",
  schema,
  extract: (messages) => ({
    intent: routePrompt(textOf(messages, "user")).intent,
    time: null,
    sources: [],
    places: [],
    people: [],
    priority: null,
  }),
};

/** Says to a model what there is to choose from. */
export const readingInstructions =
  "Say what the prompt wants from its owner's timeline of messages, mails and meetings. Intents: " +
  intents.map(({ name, description }) => `${name} (${description})`).join(", ") +
  ". Name as time the words that say when, in English, such as 'last 2 hours'. Name sources, places " +
  "(channels, groups, folders) and people (as authors) only where the prompt limits the answer to them, as the evidence writes them where it has them.";
