/**
 * What the ingest RPC takes and returns: the contract between every connector and
 * `internal.ingest_events(batch jsonb)`.
 */
import { z } from "zod";
import { Provider } from "./providers.ts";

/** Where an event comes from: a provider, or the calendar that comes with one. */
export const Source = z.enum([...Provider.options, "calendar"]);
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

/** How an event reaches the owner of the timeline: not at all, by name, or as one of its few readers. */
export const Addressed = z.enum(["none", "mention", "direct"]);
export type Addressed = z.infer<typeof Addressed>;

/**
 * The longest texts that are stored, in UTF-16 code units; `shared/events/bounds.ts` cuts what is
 * longer. No chat message comes near `body` (Slack ends at 40,000 characters, Telegram at 4,096),
 * and at about 40 chunks of 400 tokens one mail does not cost more than a day of others.
 */
export const LIMITS = {
  external_id: 512,
  source_version: 64,
  title: 500,
  author: 200,
  key: 320,
  place: 300,
  url: 2048,
  body: 64_000,
  /** The whole of `raw` as JSON. */
  raw: 256_000,
} as const;

/** Largest number of events that one call of the RPC takes. */
export const MAX_EVENTS_PER_BATCH = 500;

// Postgres stores neither U+0000 nor half a surrogate pair; one such character would fail the
// whole batch, so it is refused here by field name. `storableText` removes them.
const text = z.string().refine((value) => !value.includes("\u0000") && value.isWellFormed(), {
  message: "holds U+0000 or an unpaired surrogate: pass it through storableText()",
});
const externalId = text.min(1).max(LIMITS.external_id);
const instant = z.iso.datetime();
// Room for the mark that says how much was cut.
const longText = text.max(LIMITS.body + 200);

/** A word that says what went wrong; never a text of the provider. */
export const ProblemCode = z.string().regex(
  /^[a-z0-9_]{1,64}$/,
  "must be a code such as too_large",
);

/**
 * What orders the versions of one event, compared byte by byte; "" where the source says none, and
 * then the order of arrival counts. `shared/events/version.ts` makes one of a number or an instant.
 */
export const SourceVersion = z.string().regex(
  /^[\x21-\x7e]{0,64}$/,
  "must be at most 64 printable ASCII characters",
);

/**
 * Somebody as a source tells them from all others. Whoever shares a key is the same person in every
 * source; a name alone says so of nobody.
 */
export const Person = z.object({
  /** A mail address in lower case, or a provider's id: "slack:T1/U1", "telegram:7". */
  keys: z.array(text.min(1).max(LIMITS.key)).min(1).max(5),
  /** What they are called besides the event's author. */
  names: z.array(text.min(1).max(LIMITS.author)).max(5),
});
export type Person = z.infer<typeof Person>;

/** One event of any source, ready to be stored. `occurred_at` is UTC with up to microseconds. */
export const NormalisedEvent = z.object({
  external_id: externalId,
  thread_external_id: externalId.nullable(),
  event_type: EventType,
  title: text.max(LIMITS.title).nullable(),
  /** Who wrote it, as a reader knows them. */
  author: text.max(LIMITS.author).nullable(),
  /** The author, where the source tells them from all others. */
  person: Person.optional(),
  /** The conversation as a reader knows it: "#launch", "direct message (Mira, Jonas)". */
  place: text.max(LIMITS.place).nullable(),
  addressed: Addressed,
  body: longText.nullable(),
  /** Characters that the longest text had where only its beginning is kept; null: nothing was cut. */
  cut_from: z.int().positive().nullable(),
  url: text.max(LIMITS.url).regex(/^https?:\/\//i, "must begin with http:// or https://")
    .nullable(),
  text_for_embedding: longText.nullable(),
  content_hash: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits (SHA-256)"),
  source_version: SourceVersion,
  importance_score: z.int().min(0).max(100),
  /** Whether the owner of the account wrote it; null where the source cannot tell who they are. */
  by_owner: z.boolean().nullable().optional(),
  /** Whether a program wrote it, or it was sent to a list. */
  automated: z.boolean().optional(),
  // Postgres has no year 0.
  occurred_at: instant.refine((value) => value >= "0001", { message: "lies before the year 1" }),
  deleted: z.boolean(),
  raw: z.record(z.string(), z.unknown()),
  /** What of the event could not be kept; counted in the coverage receipt. */
  problems: z.array(ProblemCode),
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
  /** The event that subject and preview describe, and its version; null where it is not known here. */
  root_external_id: externalId.nullable(),
  root_version: SourceVersion,
});
export type NormalisedThread = z.infer<typeof NormalisedThread>;

/** How far a resource of an account has been read once the batch is stored. */
export const SyncCursor = z.object({
  /** What is read by this cursor: a channel, a mail folder, a calendar, a peer, an export. */
  resource: z.string().min(1).max(LIMITS.external_id),
  /** What the connector needs to resume; empty where there is nothing to remember. */
  cursor: z.record(z.string(), z.unknown()),
  /** Everything at the source up to here has been read, as far as that is known. */
  read_until: instant.nullable(),
  /** Whether the resource is now read to its end; what lies between is only begun. */
  complete: z.boolean(),
  /** An import says nothing of what a live account has still to read. */
  origin: z.enum(["live", "import"]).default("live"),
});
export type SyncCursor = z.infer<typeof SyncCursor>;

/** Something that is no more, by its id alone, as most sources report it. */
export const Deletion = z.object({
  external_id: externalId,
  /**
   * The version that was deleted, or a later one: what is newer stays or may come back. Null: it is
   * gone for good, whatever version may still arrive.
   */
  source_version: SourceVersion.nullable(),
  /** Only where the event still belongs to this resource (a mail that was moved belongs to another). */
  resource: z.string().nullable(),
  /**
   * It is still at the source, where nothing is read, and may come back in this very version: a
   * folder that is taken out of the bin brings its mails as they were.
   */
  may_return: z.boolean().optional(),
});
export type Deletion = z.infer<typeof Deletion>;

/** What could not be read, and why. */
export const SyncProblem = z.object({
  resource: z.string().min(1).max(LIMITS.external_id),
  code: ProblemCode,
  /** So many items, which add up until a reset; null: the resource itself, until it is read again. */
  count: z.int().positive().nullable(),
});
export type SyncProblem = z.infer<typeof SyncProblem>;

/**
 * All of a resource is about to be read anew: what is not seen again until a cursor is `complete` is
 * checked at the source and only then deleted. `since` and `until` bound the events in question by
 * their `occurred_at`, half open; null: unbounded.
 */
export const Reset = z.object({ since: instant.nullable(), until: instant.nullable() });
export type Reset = z.infer<typeof Reset>;

/**
 * One call of `internal.ingest_events`. No id occurs twice, and each thread that an event names is
 * among `threads`, so that a batch can be stored without looking at any other.
 */
export const EventBatch = z.object({
  // guid rather than uuid: every id that Postgres accepts, whatever its version digit.
  user_id: z.guid(),
  source: Source,
  source_account_id: z.guid().nullable(),
  /** What of the account this was read from; that of `cursor` where there is one. */
  resource: z.string().min(1).optional(),
  /** Everything that is to be read of the account, begun or not; others are forgotten. */
  resources: z.array(z.string().min(1).max(LIMITS.external_id)).optional(),
  reset: Reset.optional(),
  threads: z.array(NormalisedThread),
  events: z.array(NormalisedEvent).max(MAX_EVENTS_PER_BATCH),
  /** Applied after `events`. */
  deletions: z.array(Deletion).optional(),
  /** Ids that a reset did not see and that are still there. */
  confirmed: z.array(externalId).optional(),
  problems: z.array(SyncProblem).optional(),
  /** Stored in the same transaction, so that a crash repeats a page and never loses one. */
  cursor: SyncCursor.optional(),
  /** Every resource of the account that was read to its end has been read until here. */
  advance: instant.optional(),
}).superRefine((batch, context) => {
  if (batch.cursor !== undefined && batch.source_account_id === null) {
    const path = ["source_account_id"];
    context.addIssue({ code: "custom", path, message: "is needed where a cursor is given" });
  }
  if (batch.reset !== undefined && batch.resource === undefined) {
    context.addIssue({ code: "custom", path: ["resource"], message: "is needed with a reset" });
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
  /** The same as stored, older than what is stored, or deleted before. */
  unchanged: z.int().min(0),
  deleted: z.int().min(0),
});
export type IngestResult = z.infer<typeof IngestResult>;
