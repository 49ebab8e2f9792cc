import { evidenceOf, type OutputContract, ownerIn } from "../../../models/language_model.ts";
import { detectActions } from "./extractive.ts";
import { type ActionsOutput, schema } from "./schema.ts";

export type { ActionsOutput };

/** What asks its owner for action. */
export const actionsOutput: OutputContract<ActionsOutput> = {
  name: "actions",
  schema,
  extract: (messages) => detectActions(evidenceOf(messages), ownerIn(messages)),
};
