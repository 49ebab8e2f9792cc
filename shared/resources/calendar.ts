import { databaseError } from "../database/errors.ts";
import type { Client } from "../database/clients.ts";
import { z } from "zod";
import {
  CalendarEvent,
  type CalendarEventChange,
  type CalendarQuery,
  type NewCalendarEvent,
} from "../contracts/calendar.ts";
import { notFound, ProblemError } from "../http/errors.ts";

const columns = "id, title, description, start_at, end_at, location, created_at, updated_at";
const pageSize = 1000;

/** Events that overlap the half-open window, by start. Ends that are left out are open. */
export async function listEvents(
  client: Client,
  query: z.infer<typeof CalendarQuery>,
): Promise<CalendarEvent[]> {
  const events: CalendarEvent[] = [];
  for (let from = 0;; from += pageSize) {
    let select = client.from("calendar_events").select(columns);
    if (query.end_at) select = select.lt("start_at", query.end_at);
    if (query.start_at) {
      // An event without length lies at its start; any other has ended by its end.
      const at = new Date(query.start_at).toISOString();
      select = select.or(`end_at.gt."${at}",start_at.gte."${at}"`);
    }
    const { data, error } = await select.order("start_at").order("id").range(
      from,
      from + pageSize - 1,
    );
    if (error) throw databaseError("read calendar", error);
    events.push(...z.array(CalendarEvent).parse(data));
    if (data.length < pageSize) return events;
  }
}

/** Adds an event and returns it as stored. */
export async function createEvent(
  client: Client,
  event: z.infer<typeof NewCalendarEvent>,
): Promise<CalendarEvent> {
  const { data, error } = await client.from("calendar_events").insert(present(event)).select(
    columns,
  )
    .single();
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
