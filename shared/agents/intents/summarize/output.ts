import { countsOf, evidenceOf, type OutputContract } from "../../../models/language_model.ts";
import { summarizeEvidence } from "./extractive.ts";
import { schema, type SummaryOutput } from "./schema.ts";

export type { SummaryOutput };

/** The summary of a window. */
export const summaryOutput: OutputContract<SummaryOutput> = {
  name: "summary",
  schema,
  extract: (messages) => summarizeEvidence(evidenceOf(messages), countsOf(messages)),
};
