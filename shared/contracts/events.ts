/**
 * What the ingest RPC takes and returns: the contract between every connector and
 * `internal.ingest_events(batch jsonb)`.
 */
import { z } from "zod";

/** Where an event comes from. */
export const Source = z.enum(["slack", "telegram", "outlook", "calendar"]);
export type Source = z.infer<typeof Source>;

/** What kind of thing happened. */
export const EventType = z.enum([
  "message",
  "reaction",
  "mention",
  "file",
  "email",
  "calendar_created",
  "calendar_updated",
  "calendar_cancelled",
]);
export type EventType = z.infer<typeof EventType>;

/** Largest number of events that one call of the RPC takes. */
export const MAX_EVENTS_PER_BATCH = 500;

// Postgres stores neither U+0000 nor half a surrogate pair; one such character would fail the
// whole batch, so it is refused here by field name. `storableText` removes them.
const text = z.string().refine((value) => !value.includes("\u0000") && value.isWellFormed(), {
  message: "holds U+0000 or an unpaired surrogate: pass it through storableText()",
});
const externalId = text.min(1);
const instant = z.iso.datetime();

/** One event of any source, ready to be stored. `occurred_at` is UTC with up to microseconds. */
export const NormalisedEvent = z.object({
  external_id: externalId,
  thread_external_id: externalId.nullable(),
  event_type: EventType,
  title: text.nullable(),
  body: text.nullable(),
  url: text.nullable(),
  text_for_embedding: text.nullable(),
  content_hash: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits (SHA-256)"),
  importance_score: z.int().min(0).max(100),
  occurred_at: instant,
  deleted: z.boolean(),
  raw: z.record(z.string(), z.unknown()),
});
export type NormalisedEvent = z.infer<typeof NormalisedEvent>;

/**
 * A conversation that events belong to. `subject` and `content_preview` describe its root: null
 * means "not known here, keep what is stored"; an empty preview means "known to be empty" (the
 * root was deleted). `participants` is merged with what is stored as a set, and the latest
 * `last_event_at` wins.
 */
export const NormalisedThread = z.object({
  external_id: externalId,
  subject: text.nullable(),
  participants: z.array(text),
  content_preview: text.nullable(),
  last_event_at: instant,
});
export type NormalisedThread = z.infer<typeof NormalisedThread>;

/** How far a resource of an account has been read once the batch is stored. */
export const SyncCursor = z.object({
  /** What is read by this cursor: a channel, a mail folder, a calendar, a peer, an export. */
  resource: z.string().min(1),
  /** What the connector needs to resume; empty where there is nothing to remember. */
  cursor: z.record(z.string(), z.unknown()),
  /** Everything at the source up to here has been read, as far as that is known. */
  read_until: instant.nullable(),
});
export type SyncCursor = z.infer<typeof SyncCursor>;

/**
 * One call of `internal.ingest_events`. No id occurs twice, and each thread that an event names is
 * among `threads`, so that a batch can be stored without looking at any other.
 */
export const EventBatch = z.object({
  // guid rather than uuid: every id that Postgres accepts, whatever its version digit.
  user_id: z.guid(),
  source: Source,
  source_account_id: z.guid().nullable(),
  threads: z.array(NormalisedThread),
  events: z.array(NormalisedEvent).max(MAX_EVENTS_PER_BATCH),
  /** Stored in the same transaction, so that a crash repeats a page and never loses one. */
  cursor: SyncCursor.optional(),
}).superRefine((batch, context) => {
  if (batch.cursor !== undefined && batch.source_account_id === null) {
    const path = ["source_account_id"];
    context.addIssue({ code: "custom", path, message: "is needed where a cursor is given" });
  }
  const threads = new Set<string>();
  for (const [index, thread] of batch.threads.entries()) {
    if (threads.has(thread.external_id)) {
      const path = ["threads", index, "external_id"];
      context.addIssue({ code: "custom", path, message: "occurs twice in the batch" });
    }
    threads.add(thread.external_id);
  }
  const events = new Set<string>();
  for (const [index, event] of batch.events.entries()) {
    if (events.has(event.external_id)) {
      const path = ["events", index, "external_id"];
      context.addIssue({ code: "custom", path, message: "occurs twice in the batch" });
    }
    events.add(event.external_id);
    if (event.thread_external_id !== null && !threads.has(event.thread_external_id)) {
      const path = ["events", index, "thread_external_id"];
      context.addIssue({
        code: "custom",
        path,
        message: "names a thread that is not in `threads`",
      });
    }
  }
});
export type EventBatch = z.infer<typeof EventBatch>;

/** What the RPC did with the events of a batch. */
export const IngestResult = z.object({
  inserted: z.int().min(0),
  updated: z.int().min(0),
  unchanged: z.int().min(0),
});
export type IngestResult = z.infer<typeof IngestResult>;
