import { createRoute, z } from "@hono/zod-openapi";
import { CursorInstant, cursorOf, NextCursor, PageLimit } from "./pages.ts";
import { Instant, json, problemResponses, storable, StoredInstant } from "./api.ts";
import { Precondition, Repeatable, tagged } from "./headers.ts";

const title = storable(
  z.string("must be a text").trim().min(1, "must not be empty")
    .max(500, "must have at most 500 characters"),
);
const description = storable(z.string().max(20_000, "must have at most 20000 characters"))
  .nullable();
const location = storable(z.string().max(1000, "must have at most 1000 characters")).nullable();

/** Whether a stretch, as far as it is given, ends no sooner than it starts. */
export function endsAfterStart(
  event: { start_at?: string | undefined; end_at?: string | undefined },
): boolean {
  return !event.start_at || !event.end_at || Date.parse(event.start_at) <= Date.parse(event.end_at);
}
export const order = { error: "must not lie before start_at", path: ["end_at"] };

export const CalendarEvent = z.object({
  id: z.guid(),
  title: z.string(),
  description: z.string().nullable(),
  start_at: StoredInstant,
  end_at: StoredInstant,
  location: z.string().nullable(),
  created_at: StoredInstant,
  updated_at: StoredInstant,
}).openapi("CalendarEvent");
export type CalendarEvent = z.infer<typeof CalendarEvent>;

export const NewCalendarEvent = z.strictObject({
  title,
  description: description.optional(),
  start_at: Instant,
  end_at: Instant,
  location: location.optional(),
}).refine(endsAfterStart, order).openapi("NewCalendarEvent");

export const CalendarEventChange = z.strictObject({
  title: title.optional(),
  description: description.optional(),
  start_at: Instant.optional(),
  end_at: Instant.optional(),
  location: location.optional(),
}).refine((change) => Object.values(change).some((value) => value !== undefined), {
  error: "must name at least one field to change",
}).refine(endsAfterStart, order).openapi("CalendarEventChange");

export const CalendarQuery = z.strictObject({
  start_at: Instant.optional(),
  end_at: Instant.optional(),
  limit: PageLimit,
  cursor: cursorOf(z.tuple([CursorInstant, z.guid()])),
}).refine((query) => endsAfterStart(query), order);

/** One page; the total counts all of them. */
export const CalendarList = z.object({
  events: z.array(CalendarEvent),
  total: z.number().int(),
  next_cursor: NextCursor,
}).openapi("CalendarList");
export type CalendarList = z.infer<typeof CalendarList>;

const params = z.object({ id: z.guid("must be a UUID") });
const security = [{ bearer: [] }];

export const listCalendarRoute = createRoute({
  method: "get",
  operationId: "listCalendarEvents",
  path: "/events",
  summary: "One's own calendar events that overlap [start_at, end_at)",
  security,
  request: { query: CalendarQuery },
  responses: {
    200: json(CalendarList, "A page of events by start"),
    ...problemResponses(400, 401, 429, 503),
  },
});

export const createCalendarRoute = createRoute({
  method: "post",
  operationId: "createCalendarEvent",
  path: "/events",
  summary: "Add a calendar event",
  security,
  request: {
    headers: Repeatable,
    body: { required: true, content: { "application/json": { schema: NewCalendarEvent } } },
  },
  responses: {
    201: { ...json(CalendarEvent, "The event as stored"), ...tagged },
    ...problemResponses(400, 401, 404, 409, 413, 415, 422, 429, 503),
  },
});

export const getCalendarRoute = createRoute({
  method: "get",
  operationId: "getCalendarEvent",
  path: "/events/{id}",
  summary: "One calendar event",
  security,
  request: { params },
  responses: {
    200: { ...json(CalendarEvent, "The event"), ...tagged },
    ...problemResponses(400, 401, 404, 429, 503),
  },
});

export const updateCalendarRoute = createRoute({
  method: "put",
  operationId: "updateCalendarEvent",
  path: "/events/{id}",
  summary: "Change fields of a calendar event; fields left out stay",
  security,
  request: {
    params,
    headers: Precondition,
    body: { required: true, content: { "application/json": { schema: CalendarEventChange } } },
  },
  responses: {
    200: { ...json(CalendarEvent, "The event as stored"), ...tagged },
    ...problemResponses(400, 401, 404, 412, 413, 415, 429, 503),
  },
});

export const deleteCalendarRoute = createRoute({
  method: "delete",
  operationId: "deleteCalendarEvent",
  path: "/events/{id}",
  summary: "Delete a calendar event",
  security,
  request: { params, headers: Precondition },
  responses: {
    204: { description: "Deleted" },
    ...problemResponses(400, 401, 404, 412, 429, 503),
  },
});
