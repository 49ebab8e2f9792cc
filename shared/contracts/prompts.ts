import { createRoute, z } from "@hono/zod-openapi";
import { Instant, json, Priority, problemResponses, storable, StoredInstant } from "./api.ts";
import { Source } from "./events.ts";
import { Repeatable } from "./headers.ts";
import { CursorInstant, cursorOf, NextCursor, PageLimit } from "./pages.ts";
import { Task, TaskList } from "./tasks.ts";

export const PromptContext = z.strictObject({
  sources: z.array(Source).min(1, "must name at least one source, or be left out").max(4)
    .overwrite((sources) => [...new Set(sources)])
    .optional(),
  time_window: z.strictObject({ start: Instant, end: Instant })
    .refine((window) => Date.parse(window.start) < Date.parse(window.end), {
      error: "start must lie before end",
      path: ["start"],
    }).nullish(),
  priority: Priority.optional(),
}).openapi("PromptContext");

export const PromptRequest = z.strictObject({
  prompt: storable(
    z.string("must be a text").trim().min(1, "must not be empty")
      .max(4000, "must have at most 4000 characters"),
  )
    .openapi({ example: "summarize last 2 hours" }),
  context: PromptContext.optional(),
}).openapi("PromptRequest");
export type PromptRequest = z.infer<typeof PromptRequest>;

export const Intent = z.enum([
  "summarize",
  "task_detection",
  "calendar",
  "answer",
  "unsupported",
]);
export type Intent = z.infer<typeof Intent>;

/** Languages that a prompt's words are read in, by their ISO 639-1 codes. */
export const PromptLanguage = z.enum(["en", "de", "fr", "es", "pt", "nl", "it", "sv"]);
export type PromptLanguage = z.infer<typeof PromptLanguage>;

export const TimeRange = z.object({ start: z.string(), end: z.string() });

/** One event that the answer rests on, as the reader may check it. */
export const Citation = z.object({
  /** "calendar_event": a meeting that the person entered themselves. */
  type: z.enum(["event", "note", "calendar_event"]),
  id: z.guid(),
  source: Source.nullable(),
  title: z.string().nullable(),
  occurred_at: StoredInstant,
  url: z.string().nullable(),
}).openapi("Citation");
export type Citation = z.infer<typeof Citation>;

/** How far a source has been read, and what is behind or broken. */
export const Coverage = z.object({
  source: Source,
  status: z.enum(["current", "behind", "broken", "not_linked"]),
  /** Its oldest event that is kept: of what was before, nothing is known. */
  read_from: StoredInstant.nullable(),
  read_until: StoredInstant.nullable(),
  detail: z.string(),
  not_embedded: z.number().int(),
}).openapi("Coverage");
export type Coverage = z.infer<typeof Coverage>;

/** The coverage receipt by itself. */
export const CoverageReceipt = z.object({ coverage: z.array(Coverage) }).openapi("CoverageReceipt");

/** A statement and the events it was taken from. */
export const Statement = z.object({ text: z.string(), event_ids: z.array(z.guid()) }).openapi(
  "Statement",
);
export type Statement = z.infer<typeof Statement>;

export const SummaryContent = z.object({
  overview: z.string(),
  highlights: z.array(Statement),
  key_events: z.array(z.object({
    event_id: z.guid(),
    source: Source,
    title: z.string(),
    timestamp: z.string(),
  })),
  themes: z.array(z.string()),
  statistics: z.object({
    total_events: z.number().int(),
    by_source: z.partialRecord(Source, z.number().int()),
    /** How many of them, the newest, the summary was made of. */
    events_read: z.number().int(),
  }),
}).openapi("SummaryContent");
export type SummaryContent = z.infer<typeof SummaryContent>;

export const SummaryResponse = z.object({
  /** Null: nothing was kept, because nothing happened or the caller may only read. */
  summary_id: z.guid().nullable(),
  time_range: TimeRange,
  content: SummaryContent,
  created_at: StoredInstant,
}).openapi("SummaryResponse");

/** A task as an answer lists it. */
export const FoundTask = Task.extend({
  /** Null: found just now for somebody who may only read, and not kept. */
  id: z.guid().nullable(),
}).openapi("FoundTask");
export type FoundTask = z.infer<typeof FoundTask>;

/** Something that the owner of the timeline asked of others and has not got yet. */
export const WaitingFor = z.object({
  /** The owner's message that asks. */
  event_id: z.guid(),
  source: Source,
  /** The sentence that asks. */
  title: z.string(),
  /** Who was asked, as the message or its conversation names them; null: whoever reads it. */
  asked_of: z.string().nullable(),
  /** The conversation, where it has a name. */
  place: z.string().nullable(),
  asked_at: StoredInstant,
  due_at: StoredInstant.nullable(),
}).openapi("WaitingFor");
export type WaitingFor = z.infer<typeof WaitingFor>;

/** What the owner waits for, what was asked longest ago first. */
export const WaitingForList = z.object({
  requests: z.array(WaitingFor),
  /** Counts those that are not listed as well. */
  total: z.number().int(),
  /**
   * Sources that do not say which messages are the owner's: what was asked there is not known, and
   * nobody's requests are taken for theirs.
   */
  owner_unknown: z.array(Source),
}).openapi("WaitingForList");
export type WaitingForList = z.infer<typeof WaitingForList>;

/** Totals count every open task that was found; `tasks` are the most pressing of them. */
export const TaskDetectionResponse = TaskList.extend({
  /** "waiting_for": the prompt asks what others owe the person; no task is looked for or listed. */
  asked: z.enum(["tasks", "waiting_for"]),
  tasks: z.array(FoundTask),
  /** The person's own open requests to others, in the same time and scope. */
  waiting_for: WaitingForList,
  time_range: TimeRange,
  /** Whether there are more: tasks that are not listed, or events that were not read. */
  truncated: z.boolean(),
  /** Events of the window, and how many of them, the newest, were read. */
  events: z.object({ total: z.number().int(), read: z.number().int() }),
})
  .openapi("TaskDetectionResponse");

export const AnswerResponse = z.object({
  /** Null: the prompt named no window, and the whole timeline was searched. */
  time_range: TimeRange.nullable(),
  answer: z.string(),
  /** Empty: nothing in the timeline answers. */
  statements: z.array(Statement),
  /** Where nothing answers, the three that come nearest to the question; otherwise empty. */
  related: z.array(Citation),
}).openapi("AnswerResponse");

const Stretch = z.object({ start: StoredInstant, end: StoredInstant });

/** One meeting; of a series, one of its days. */
export const FoundMeeting = z.object({
  /** Which of the two lists it is in, and its id there: days of a series share one. */
  type: z.enum(["event", "calendar_event"]),
  id: z.guid(),
  title: z.string(),
  start_at: StoredInstant,
  end_at: StoredInstant,
  all_day: z.boolean(),
  /** Whether nothing else fits beside it. */
  busy: z.boolean(),
  location: z.string().nullable(),
}).openapi("FoundMeeting");
export type FoundMeeting = z.infer<typeof FoundMeeting>;

/** What calendars say, computed: no model writes any of it. */
export const CalendarResponse = z.object({
  time_range: TimeRange,
  /** What is next, what takes place, when nothing does, what overlaps. */
  asked: z.enum(["next", "agenda", "free", "clashes"]),
  answer: z.string(),
  statements: z.array(Statement),
  meetings: z.array(FoundMeeting),
  free: z.array(Stretch),
  clashes: z.array(Stretch.extend({ ids: z.array(z.guid()).length(2) })),
  /** Meetings that were left out, and why. */
  left_out: z.object({ cancelled: z.number().int(), declined: z.number().int() }),
  /** Null: the times that were asked about were taken as they are. Hours of the person's own clock. */
  working_hours: z.object({
    days: z.array(z.number().int()),
    from: z.number().int(),
    to: z.number().int(),
  }).nullable(),
}).openapi("CalendarResponse");

export const UnsupportedResponse = z.object({
  time_range: z.null(),
  /** What can be asked, in the language of the prompt. */
  answer: z.string(),
  /** Prompts that would be answered. */
  examples: z.array(z.string()),
}).openapi("UnsupportedResponse");

/** Where a part of what was understood was taken from; "default": the prompt says nothing of it. */
const Origin = z.enum(["words", "context", "model", "default"]);
const understoodAs = <Value extends z.ZodType>(value: Value) => z.object({ value, from: Origin });

/** What the prompt was taken to want, so that a reader can tell why it was answered so. */
const understoodWant = {
  intent: understoodAs(Intent),
  /** Null: the prompt names none; the answer's `time_range` says what was read. */
  window: understoodAs(TimeRange.nullable()),
  /** Null: all. Empty: what it names is no source that can be linked. */
  sources: understoodAs(z.array(Source).nullable()),
  /** Conversations and folders as the timeline has them; empty: all. */
  places: understoodAs(z.array(z.string())),
  /** Authors as the timeline has them; empty: all. */
  people: understoodAs(z.array(z.string())),
};

export const UnderstoodPrompt = z.object({
  ...understoodWant,
  priority: understoodAs(Priority.nullable()),
  /** Null: its words do not tell. */
  language: understoodAs(PromptLanguage.nullable()),
  /** Names that nothing is known by (no candidates), or several things are. */
  unresolved: z.array(z.object({
    kind: z.enum(["source", "place", "person"]),
    text: z.string(),
    candidates: z.array(z.string()),
  })),
  /** What it wants besides, in order, each with its words; empty: it wants one thing. */
  further: z.array(z.object({ prompt: z.string(), ...understoodWant })),
}).openapi("UnderstoodPrompt");
export type UnderstoodPrompt = z.infer<typeof UnderstoodPrompt>;

/** How an answer comes about, as far as it is told while it does. */
export type PromptProgress =
  | { stage: "understood"; understood: UnderstoodPrompt }
  /** Events that were read for it. */
  | { stage: "retrieved"; events: number }
  | { stage: "drafting" };

/** What each kind of prompt is answered with. */
const answers = {
  summarize: { intent: z.literal("summarize"), response: SummaryResponse },
  task_detection: { intent: z.literal("task_detection"), response: TaskDetectionResponse },
  calendar: { intent: z.literal("calendar"), response: CalendarResponse },
  answer: { intent: z.literal("answer"), response: AnswerResponse },
  unsupported: { intent: z.literal("unsupported"), response: UnsupportedResponse },
};

/** The answer to one more thing that a prompt wants. */
export const FurtherAnswer = z.discriminatedUnion("intent", [
  z.object(answers.summarize),
  z.object(answers.task_detection),
  z.object(answers.calendar),
  z.object(answers.answer),
  z.object(answers.unsupported),
]).openapi("FurtherAnswer");
export type FurtherAnswer = z.infer<typeof FurtherAnswer>;

const common = {
  prompt_id: z.guid(),
  understood: UnderstoodPrompt,
  /** Answers to what the prompt wants besides, in the order of `understood.further`. */
  further: z.array(FurtherAnswer),
  /** IANA name of the zone that times were read in. */
  timezone: z.string(),
  /** Whether there is more in scope than was read or is listed. */
  truncated: z.boolean(),
  citations: z.array(Citation),
  coverage: z.array(Coverage),
  model: z.string(),
  degraded: z.boolean(),
};

export const PromptResponse = z.discriminatedUnion("intent", [
  z.object({ ...common, ...answers.summarize }),
  z.object({ ...common, ...answers.task_detection }),
  z.object({ ...common, ...answers.calendar }),
  z.object({ ...common, ...answers.answer }),
  z.object({ ...common, ...answers.unsupported }),
]).openapi("PromptResponse");
export type PromptResponse = z.infer<typeof PromptResponse>;

export const postPromptRoute = createRoute({
  method: "post",
  operationId: "postPrompt",
  path: "/",
  summary: "Answer a free-text prompt from one's own timeline",
  description:
    "With `Accept: text/event-stream` progress is told as server-sent events: `understood` (what the " +
    "prompt was taken for), `retrieved` (how many events were read), `drafting`, each where it comes " +
    "to it; then `answer` with the JSON document, or `error` with a problem. A repetition by its " +
    "`Idempotency-Key` may be answered with the JSON document itself.",
  security: [{ bearer: [] }],
  request: {
    headers: Repeatable,
    body: { required: true, content: { "application/json": { schema: PromptRequest } } },
  },
  responses: {
    200: {
      description: "The answer, with its citations and how far each source has been read",
      content: {
        "application/json": { schema: PromptResponse },
        "text/event-stream": { schema: z.string() },
      },
    },
    ...problemResponses(400, 401, 404, 409, 413, 415, 422, 429, 503),
  },
});

/** A prompt that was answered, and what it was answered. */
export const StoredPrompt = z.object({
  id: z.guid(),
  prompt: z.string(),
  answer: PromptResponse,
  created_at: StoredInstant,
}).openapi("StoredPrompt");
export type StoredPrompt = z.infer<typeof StoredPrompt>;

/** One page; the total counts all of them. */
export const PromptPage = z.object({
  prompts: z.array(
    z.object({ id: z.guid(), prompt: z.string(), intent: Intent, created_at: StoredInstant }),
  ),
  total: z.number().int(),
  next_cursor: NextCursor,
}).openapi("PromptPage");
export type PromptPage = z.infer<typeof PromptPage>;

export const PromptQuery = z.strictObject({
  limit: PageLimit,
  cursor: cursorOf(z.tuple([CursorInstant, z.guid()])),
});
export type PromptQuery = z.infer<typeof PromptQuery>;

export const listPromptsRoute = createRoute({
  method: "get",
  operationId: "listPrompts",
  path: "/",
  summary: "One's own prompts, newest first",
  security: [{ bearer: [] }],
  request: { query: PromptQuery },
  responses: {
    200: json(PromptPage, "A page of prompts, without their answers"),
    ...problemResponses(400, 401, 429, 503),
  },
});

export const getPromptRoute = createRoute({
  method: "get",
  operationId: "getPrompt",
  path: "/{id}",
  summary: "A prompt and its answer",
  description:
    "Kept for 30 days, and no longer than any of the events that the answer was read from.",
  security: [{ bearer: [] }],
  request: { params: z.object({ id: z.guid("must be a UUID") }) },
  responses: {
    200: json(StoredPrompt, "As it was answered"),
    ...problemResponses(400, 401, 404, 429, 503),
  },
});
