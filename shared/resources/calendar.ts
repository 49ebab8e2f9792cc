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
import type { Versioned, Versions } from "../http/entity_tag.ts";
import { notFound, ProblemError } from "../http/errors.ts";
import { checkQuota, isRepeated, notChanged, present } from "./rows.ts";

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
 * @param requestKey of a request that may be sent twice: an event that was added with it is returned
 * @throws {ProblemError} 409 when the person has as many as they may have
 */
export async function createEvent(
  client: Client,
  event: z.infer<typeof NewCalendarEvent>,
  requestKey?: string,
): Promise<Versioned<CalendarEvent>> {
  const { data, error } = await client.from("calendar_events")
    .insert(present({ ...event, request_key: requestKey })).select(columns).single();
  if (isRepeated(error)) return await readEvent(client, "request_key", requestKey ?? "");
  checkQuota(error, "calendar events");
  if (error) throw databaseError("add calendar event", error);
  return versioned(data);
}

/** @throws {ProblemError} 404 when it is absent or somebody else's. */
export function getEvent(client: Client, id: string): Promise<Versioned<CalendarEvent>> {
  return readEvent(client, "id", id);
}

async function readEvent(client: Client, key: "id" | "request_key", value: string) {
  const { data, error } = await client.from("calendar_events").select(columns).eq(key, value)
    .maybeSingle();
  if (error) throw databaseError("read calendar event", error);
  if (!data) throw notFound("calendar event");
  return versioned(data);
}

/**
 * Changes the given fields; the others stay.
 *
 * @param versions those that the change is meant for
 * @throws {ProblemError} 404 when it is absent or somebody else's; 412 when it is in another version;
 *   400 when the changed field and the stored one would end the event before it starts.
 */
export async function updateEvent(
  client: Client,
  id: string,
  change: z.infer<typeof CalendarEventChange>,
  versions: Versions = null,
): Promise<Versioned<CalendarEvent>> {
  const update = client.from("calendar_events").update(present(change)).eq("id", id);
  const { data, error } = await (versions ? update.in("updated_at", versions) : update)
    .select(columns).maybeSingle();
  if (error?.message.includes(orderCheck)) {
    throw new ProblemError(400, "invalid_request", "end_at must not lie before start_at", {
      errors: [{
        field: change.end_at ? "end_at" : "start_at",
        message: "end_at must not lie before start_at",
      }],
    });
  }
  if (error) throw databaseError("change calendar event", error);
  return data ? versioned(data) : await notChanged(getEvent(client, id));
}

/** The table's check by its name, which every Data API repeats, while not every one has its SQLSTATE. */
const orderCheck = "end_is_not_before_start";

/** @throws {ProblemError} 404 when it is absent or somebody else's; 412 when it is in another version. */
export async function deleteEvent(
  client: Client,
  id: string,
  versions: Versions = null,
): Promise<void> {
  const deletion = client.from("calendar_events").delete().eq("id", id);
  const { data, error } = await (versions ? deletion.in("updated_at", versions) : deletion)
    .select("id").maybeSingle();
  if (error) throw databaseError("delete calendar event", error);
  if (!data) await notChanged(getEvent(client, id));
}

function versioned(row: { updated_at: string }): Versioned<CalendarEvent> {
  return { value: CalendarEvent.parse(row), version: row.updated_at };
}
