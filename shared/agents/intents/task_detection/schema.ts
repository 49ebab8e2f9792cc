import { z } from "zod";
import { Priority } from "../../../contracts/api.ts";

/** What a model must answer. */
export const schema = z.strictObject({
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
