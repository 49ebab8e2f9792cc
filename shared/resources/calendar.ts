import { databaseError } from "../database/errors.ts";
import type { Client } from "../database/clients.ts";
import { z } from "zod";
import {
  CalendarEvent,
  type CalendarEventChange,
  type CalendarList,
  type CalendarQuery,
  type NewCalendarEvent,
} from "../contracts/calendar.ts";
import { encodeCursor } from "../contracts/pages.ts";
import { rpcOver } from "../database/rpc.ts";
import { notFound, ProblemError } from "../http/errors.ts";

const columns = "id, title, description, start_at, end_at, location, created_at, updated_at";
const page = z.object({
  rows: z.array(z.looseObject({ id: z.guid(), start_at: z.string() })),
  total: z.number().int(),
});

/**
 * A page of events that overlap the half-open window, by start. Ends that are left out are open; the
 * total counts all pages; descriptions over 2,000 characters end in an ellipsis.
 */
export async function listEvents(
  client: Client,
  query: z.infer<typeof CalendarQuery>,
): Promise<CalendarList> {
  const [start, id] = query.cursor ?? [null, null];
  const { rows, total } = page.parse(
    await rpcOver(client, "public")("list_calendar_events", {
      from_time: query.start_at ?? null,
      until_time: query.end_at ?? null,
      // One more than asked for tells whether there is another page.
      page_size: query.limit + 1,
      after_start_at: start,
      after_id: id,
    }),
  );
  const shown = rows.slice(0, query.limit);
  const last = rows.length > shown.length ? shown.at(-1) : undefined;
  return {
    events: z.array(CalendarEvent).parse(shown),
    total,
    next_cursor: last ? encodeCursor([last.start_at, last.id]) : null,
  };
}

/**
 * Adds an event and returns it as stored.
 *
 * @throws {ProblemError} 409 when the person has as many as they may have
 */
export async function createEvent(
  client: Client,
  event: z.infer<typeof NewCalendarEvent>,
): Promise<CalendarEvent> {
  const { data, error } = await client.from("calendar_events").insert(present(event)).select(
    columns,
  )
    .single();
  const limit = error && reachedLimit.exec(error.message)?.[1];
  if (limit) {
    throw new ProblemError(
      409,
      "limit_reached",
      `The calendar has its ${limit} events; delete some first`,
    );
  }
  if (error) throw databaseError("add calendar event", error);
  return CalendarEvent.parse(data);
}

/** @throws {ProblemError} 404 when it is absent or somebody else's. */
export async function getEvent(client: Client, id: string): Promise<CalendarEvent> {
  const { data, error } = await client.from("calendar_events").select(columns).eq("id", id)
    .maybeSingle();
  if (error) throw databaseError("read calendar event", error);
  if (!data) throw notFound("calendar event");
  return CalendarEvent.parse(data);
}

/**
 * Changes the given fields; the others stay.
 *
 * @throws {ProblemError} 404 when it is absent or somebody else's; 400 when the changed field and
 *   the stored one would end the event before it starts.
 */
export async function updateEvent(
  client: Client,
  id: string,
  change: z.infer<typeof CalendarEventChange>,
): Promise<CalendarEvent> {
  const { data, error } = await client.from("calendar_events").update(present(change)).eq("id", id)
    .select(
      columns,
    )
    .maybeSingle();
  if (error?.message.includes(orderCheck)) {
    throw new ProblemError(400, "invalid_request", "end_at must not lie before start_at", {
      errors: [{
        field: change.end_at ? "end_at" : "start_at",
        message: "end_at must not lie before start_at",
      }],
    });
  }
  if (error) throw databaseError("change calendar event", error);
  if (!data) throw notFound("calendar event");
  return CalendarEvent.parse(data);
}

/** What the table's quota says, wherever a Data API puts it. */
const reachedLimit = /the limit of (\d+) rows/;

/** The table's check by its name, which every Data API repeats, while not every one has its SQLSTATE. */
const orderCheck = "end_is_not_before_start";

/** @throws {ProblemError} 404 when it is absent or somebody else's. */
export async function deleteEvent(client: Client, id: string): Promise<void> {
  const { data, error } = await client.from("calendar_events").delete().eq("id", id).select("id")
    .maybeSingle();
  if (error) throw databaseError("delete calendar event", error);
  if (!data) throw notFound("calendar event");
}

/** The same fields without those that are undefined, which JSON leaves out as well. */
function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]: Exclude<T[K], undefined> };
}
