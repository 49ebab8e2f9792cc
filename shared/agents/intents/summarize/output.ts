import { z } from "zod";
import { evidenceOf, type OutputContract } from "../../../models/language_model.ts";
import { statement } from "../statement.ts";
import { summarizeEvidence } from "./extractive.ts";

const schema = z.strictObject({
  overview: z.string().min(1).max(4000),
  highlights: z.array(statement).max(20),
  key_event_ids: z.array(z.guid()).max(20),
  themes: z.array(z.string().min(1).max(80)).max(10),
});
export type SummaryOutput = z.infer<typeof schema>;

/** The summary of a window. */
export const summaryOutput: OutputContract<SummaryOutput> = {
  name: "summary",
  schema,
  extract: (messages) => summarizeEvidence(evidenceOf(messages)),
};
