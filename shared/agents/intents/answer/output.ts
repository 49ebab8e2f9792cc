import { z } from "zod";
import { evidenceOf, type OutputContract, textOf } from "../../../models/language_model.ts";
import { statement } from "../statement.ts";
import { answerQuestion } from "./extractive.ts";

const schema = z.strictObject({
  answer: z.string().min(1).max(4000),
  statements: z.array(statement).max(10),
});
export type AnswerOutput = z.infer<typeof schema>;

/** The answer to a question. */
export const answerOutput: OutputContract<AnswerOutput> = {
  name: "answer",
  schema,
  extract: (messages) => answerQuestion(textOf(messages, "user"), evidenceOf(messages)),
};
