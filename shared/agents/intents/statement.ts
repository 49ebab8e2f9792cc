import { z } from "zod";

/** What a model says, and the events it says it from: nothing is said without one. */
export const statement = z.strictObject({
  text: z.string().min(1).max(2000),
  event_ids: z.array(z.guid()).min(1),
});
