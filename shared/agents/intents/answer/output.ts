import { evidenceOf, type OutputContract, textOf } from "../../../models/language_model.ts";
import { answerQuestion } from "./extractive.ts";
import { type AnswerOutput, schema } from "./schema.ts";

export type { AnswerOutput };

/** The answer to a question. */
export const answerOutput: OutputContract<AnswerOutput> = {
  name: "answer",
  schema,
  extract: (messages) => answerQuestion(textOf(messages, "user"), evidenceOf(messages)),
};
