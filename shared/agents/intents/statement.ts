import { z } from "zod";
import { visibleText } from "../../models/visible_text.ts";

/** What a model says, and the events it says it from: nothing is said without one. */
export const statement = z.strictObject({
  text: z.string().min(1).max(2000),
  event_ids: z.array(z.guid()).min(1),
});

/** The statement as a reader may see it, whatever a model put into it. */
export function visibleStatement({ text, event_ids }: z.infer<typeof statement>) {
  return { text: visibleText(text), event_ids };
}
