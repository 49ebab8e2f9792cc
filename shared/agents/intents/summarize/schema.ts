import { z } from "zod";
import { statement } from "../statement.ts";

/** What a model must answer. */
export const schema = z.strictObject({
  overview: z.string().min(1).max(4000),
  highlights: z.array(statement).max(20),
  key_event_ids: z.array(z.guid()).max(20),
  themes: z.array(z.string().min(1).max(80)).max(10),
});
export type SummaryOutput = z.infer<typeof schema>;
