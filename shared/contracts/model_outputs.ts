import { z } from "zod";
import { Priority } from "./api.ts";
import { Intent } from "./prompts.ts";

/** What a language model is asked to return: a name, by which it is known, and a strict shape. */
export interface OutputContract<T> {
  name: "route" | "summary" | "actions" | "answer";
  schema: z.ZodType<T>;
}

const statement = z.strictObject({
  text: z.string().min(1).max(2000),
  event_ids: z.array(z.guid()).min(1),
});

export const routeOutput = {
  name: "route",
  schema: z.strictObject({ intent: Intent, confidence: z.number().min(0).max(1) }),
} as const satisfies OutputContract<unknown>;
export type RouteOutput = z.infer<typeof routeOutput.schema>;

export const summaryOutput = {
  name: "summary",
  schema: z.strictObject({
    overview: z.string().min(1).max(4000),
    highlights: z.array(statement).max(20),
    key_event_ids: z.array(z.guid()).max(20),
    themes: z.array(z.string().min(1).max(80)).max(10),
  }),
} as const satisfies OutputContract<unknown>;
export type SummaryOutput = z.infer<typeof summaryOutput.schema>;

export const actionsOutput = {
  name: "actions",
  schema: z.strictObject({
    actions: z.array(z.strictObject({
      event_id: z.guid(),
      /** The sentence that asks. */
      title: z.string().min(1).max(500),
      details: z.string().max(2000).nullable(),
      priority: Priority,
      /** The words that name a deadline, as written; resolved to a time by the caller. */
      due_text: z.string().max(200).nullable(),
    })).max(50),
  }),
} as const satisfies OutputContract<unknown>;
export type ActionsOutput = z.infer<typeof actionsOutput.schema>;

export const answerOutput = {
  name: "answer",
  schema: z.strictObject({
    answer: z.string().min(1).max(4000),
    statements: z.array(statement).max(10),
  }),
} as const satisfies OutputContract<unknown>;
export type AnswerOutput = z.infer<typeof answerOutput.schema>;
