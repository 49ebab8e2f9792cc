import { createRoute, z } from "@hono/zod-openapi";
import { json, problemResponses, SourceRef, storable, StoredInstant } from "./api.ts";
import { Precondition, Repeatable, tagged } from "./headers.ts";
import { CursorInstant, cursorOf, NextCursor, PageLimit } from "./pages.ts";

export const DraftKind = z.enum(
  ["slack_reply", "telegram_reply", "outlook_reply", "note"],
  "must be slack_reply, telegram_reply, outlook_reply or note",
);
export type DraftKind = z.infer<typeof DraftKind>;

/** What a person may send themselves; nothing here ever sends it. */
export const Draft = z.object({
  id: z.guid(),
  kind: DraftKind,
  /** Null: it was written elsewhere, in another form. */
  text: z.string().nullable(),
  /** The model that wrote the text; null: a person did. */
  model: z.string().nullable(),
  /** Null: it answers nothing, or what it answered is gone. */
  reply_to_event_id: z.guid().nullable(),
  /** Of the conversation that it answers alone. */
  source_refs: z.array(SourceRef),
  created_at: StoredInstant,
  updated_at: StoredInstant,
}).openapi("Draft");
export type Draft = z.infer<typeof Draft>;

/** One page; the total counts all of them. */
export const DraftPage = z.object({
  drafts: z.array(Draft),
  total: z.number().int(),
  next_cursor: NextCursor,
}).openapi("DraftPage");
export type DraftPage = z.infer<typeof DraftPage>;

export const DraftQuery = z.strictObject({
  kind: DraftKind.optional(),
  limit: PageLimit,
  cursor: cursorOf(z.tuple([CursorInstant, z.guid()])),
});
export type DraftQuery = z.infer<typeof DraftQuery>;

const text = storable(
  z.string("must be a text").trim().min(1, "must not be empty")
    .max(50_000, "must have at most 50000 characters"),
);
const id = z.guid("must be a UUID");

export const NewDraft = z.strictObject({
  /** The event of one's own timeline that it answers. */
  reply_to_event_id: id.nullish(),
  /** The task whose event it answers. */
  reply_to_task_id: id.nullish(),
  /** Left out, the configured language model writes it. */
  text: text.optional(),
  /** What the model is to say. */
  instructions: storable(z.string("must be a text").max(2000, "must have at most 2000 characters"))
    .optional(),
}).refine((draft) => !draft.reply_to_event_id || !draft.reply_to_task_id, {
  error: "goes without reply_to_event_id: a draft answers one thing",
  path: ["reply_to_task_id"],
}).refine(
  (draft) => draft.text !== undefined || draft.reply_to_event_id || draft.reply_to_task_id,
  {
    error: "is needed where nothing is answered",
    path: ["text"],
  },
).refine((draft) => draft.text === undefined || draft.instructions === undefined, {
  error: "goes without text: it tells a model what to write",
  path: ["instructions"],
}).openapi("NewDraft");
export type NewDraft = z.infer<typeof NewDraft>;

export const DraftChange = z.strictObject({ text }).openapi("DraftChange");

const params = z.object({ id });
const security = [{ bearer: [] }];

export const listDraftsRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "listDrafts",
  summary: "One's own drafts, newest first",
  security,
  request: { query: DraftQuery },
  responses: {
    200: json(DraftPage, "A page of drafts; texts over 2,000 characters end in an ellipsis"),
    ...problemResponses(400, 401, 429, 503),
  },
});

export const createDraftRoute = createRoute({
  method: "post",
  path: "/",
  operationId: "createDraft",
  summary: "Draft a reply to an event or a task, or a note of one's own",
  description:
    "Stored, and never sent. Without `text` the configured language model writes it from the " +
    "conversation that it answers, and from nothing else; where there is none, 503 says so.",
  security,
  request: {
    headers: Repeatable,
    body: { required: true, content: { "application/json": { schema: NewDraft } } },
  },
  responses: {
    201: { ...json(Draft, "The draft as stored"), ...tagged },
    ...problemResponses(400, 401, 404, 409, 413, 415, 422, 429, 503),
  },
});

export const getDraftRoute = createRoute({
  method: "get",
  path: "/{id}",
  operationId: "getDraft",
  summary: "One draft, whole",
  security,
  request: { params },
  responses: {
    200: { ...json(Draft, "The draft"), ...tagged },
    ...problemResponses(400, 401, 404, 429, 503),
  },
});

export const changeDraftRoute = createRoute({
  method: "patch",
  path: "/{id}",
  operationId: "changeDraft",
  summary: "Change the text of a draft, which is then a person's",
  security,
  request: {
    params,
    headers: Precondition,
    body: { required: true, content: { "application/json": { schema: DraftChange } } },
  },
  responses: {
    200: { ...json(Draft, "The draft as stored"), ...tagged },
    ...problemResponses(400, 401, 404, 409, 412, 413, 415, 429, 503),
  },
});

export const deleteDraftRoute = createRoute({
  method: "delete",
  path: "/{id}",
  operationId: "deleteDraft",
  summary: "Delete a draft",
  security,
  request: { params, headers: Precondition },
  responses: {
    204: { description: "Deleted" },
    ...problemResponses(400, 401, 404, 412, 429, 503),
  },
});
