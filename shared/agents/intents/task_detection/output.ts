import { z } from "zod";
import { Priority } from "../../../contracts/api.ts";
import { evidenceOf, type OutputContract } from "../../../models/language_model.ts";
import { detectActions } from "./extractive.ts";

const schema = z.strictObject({
  actions: z.array(z.strictObject({
    event_id: z.guid(),
    /** The sentence that asks. */
    title: z.string().min(1).max(500),
    details: z.string().max(2000).nullable(),
    priority: Priority,
    /** The words that name a deadline, as written; resolved to a time by the caller. */
    due_text: z.string().max(200).nullable(),
  })).max(50),
});
export type ActionsOutput = z.infer<typeof schema>;

/** What asks its owner for action. */
export const actionsOutput: OutputContract<ActionsOutput> = {
  name: "actions",
  schema,
  extract: (messages) => detectActions(evidenceOf(messages)),
};
