import { z } from "zod";

/** Objects that can be embedded. */
export const ObjectType = z.enum(["event", "note", "thread", "draft", "entity"]);
export type ObjectType = z.infer<typeof ObjectType>;

export const Queue = z.enum(["ingest", "embed", "summarize", "retain"]);
export type QueueName = z.infer<typeof Queue>;

/** Queue payloads carry ids, never a token and never a text. Every one has a type and a version. */
export const EmbedMessage = z.strictObject({
  type: z.literal("embed"),
  version: z.literal(1),
  user_id: z.guid(),
  object_type: ObjectType,
  object_id: z.guid(),
});
export type EmbedMessage = z.infer<typeof EmbedMessage>;

/** Read what is new at one linked account. */
export const IngestMessage = z.strictObject({
  type: z.literal("ingest"),
  version: z.literal(1),
  user_id: z.guid(),
  linked_account_id: z.guid(),
});
export type IngestMessage = z.infer<typeof IngestMessage>;

const instant = z.iso.datetime({ offset: true });

/** Write the summary and the proposals of one person's window [start, end). */
export const SummarizeMessage = z.strictObject({
  type: z.literal("summarize"),
  version: z.literal(1),
  user_id: z.guid(),
  window_start: instant,
  window_end: instant,
}).refine((message) => Date.parse(message.window_start) < Date.parse(message.window_end), {
  error: "window_start must lie before window_end",
});
export type SummarizeMessage = z.infer<typeof SummarizeMessage>;

/** Delete what expired or was deleted, of one person or of everybody. */
export const RetainMessage = z.strictObject({
  type: z.literal("retain"),
  version: z.literal(1),
  user_id: z.guid().optional(),
});
export type RetainMessage = z.infer<typeof RetainMessage>;

/** Erase what a person asked for: a source, all their data, or the account. */
export const EraseMessage = z.strictObject({
  type: z.literal("erase"),
  version: z.literal(1),
  user_id: z.guid(),
  erasure_id: z.guid(),
});
export type EraseMessage = z.infer<typeof EraseMessage>;
