import { z } from "zod";
import { statement } from "../statement.ts";

/** What a model must answer. */
export const schema = z.strictObject({
  answer: z.string().min(1).max(4000),
  statements: z.array(statement).max(10),
});
export type AnswerOutput = z.infer<typeof schema>;
