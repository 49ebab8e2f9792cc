import { z } from "zod";
import type { OutputContract } from "../../models/language_model.ts";

const schema = z.strictObject({ text: z.string().trim().min(1).max(8000) });
export type ReplyOutput = z.infer<typeof schema>;

/** A reply in the person's name. */
export const replyOutput: OutputContract<ReplyOutput> = {
  name: "reply",
  schema,
  // A reply is said by nobody yet, so there is nothing to extract: without a model there is none.
  extract: () => null,
};
