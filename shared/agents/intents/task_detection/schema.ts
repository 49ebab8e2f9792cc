import { z } from "zod";
import { Priority } from "../../../contracts/api.ts";

/** What a model must answer. */
export const schema = z.strictObject({
  actions: z.array(z.strictObject({
    event_id: z.guid(),
    /** Other events that ask for the same. */
    repeated_in: z.array(z.guid()).max(20).default([]),
    /** The sentence that asks. */
    title: z.string().min(1).max(500),
    details: z.string().max(2000).nullable(),
    priority: Priority,
    /** The words that name a deadline, as written; resolved to a time by the caller. */
    due_text: z.string().max(200).nullable(),
  })).max(5000),
  /** What the owner asked of others and did not get yet. */
  waiting_for: z.array(z.strictObject({
    event_id: z.guid(),
    /** The sentence that asks. */
    title: z.string().min(1).max(500),
    /** Who is asked, as the message names them; null: whoever reads it. */
    asked_of: z.string().min(1).max(200).nullable(),
    due_text: z.string().max(200).nullable(),
  })).max(5000).default([]),
  /** Requests that the conversation settled since they were made. */
  settled: z.array(z.strictObject({
    event_id: z.guid(),
    reason: z.enum(["done", "answered", "withdrawn"]),
  })).max(5000).default([]),
});
export type ActionsOutput = z.infer<typeof schema>;
