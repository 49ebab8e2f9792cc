/** An event of Microsoft Graph's calendars, as far as it is read. */
import { z } from "zod";
import { Recurrence } from "../../../events/recurrence.ts";
import { Mailbox } from "../people.ts";

const optionalText = z.string().nullish().catch(null);
/** In UTC, as every request asks for: "2026-03-05T14:00:00.0000000". */
const moment = z.object({ dateTime: z.string(), timeZone: optionalText }).nullish().catch(null);

const attendee = Mailbox.extend({ type: optionalText });

/** An event with what nothing can be said of it without. */
export const OutlookEvent = z.object({
  id: z.string().min(1),
  type: z.enum(["singleInstance", "occurrence", "exception", "seriesMaster"])
    .catch("singleInstance"),
  lastModifiedDateTime: z.iso.datetime({ offset: true }),
  createdDateTime: z.iso.datetime({ offset: true }).nullish().catch(null),
  start: moment,
  end: moment,
  subject: optionalText,
  body: z.object({ contentType: z.string(), content: z.string() }).nullish().catch(null),
  bodyPreview: optionalText,
  location: z.object({ displayName: optionalText }).nullish().catch(null),
  organizer: Mailbox.nullish().catch(null),
  attendees: z.array(z.unknown()).catch([]).transform((entries) =>
    entries.flatMap((entry) => attendee.safeParse(entry).data ?? [])
  ),
  importance: z.enum(["low", "normal", "high"]).catch("normal"),
  isAllDay: z.boolean().catch(false),
  isCancelled: z.boolean().catch(false),
  isOrganizer: z.boolean().nullish().catch(null),
  isDraft: z.boolean().catch(false),
  responseStatus: z.object({ response: optionalText }).nullish().catch(null),
  showAs: optionalText,
  seriesMasterId: optionalText,
  /** Of an exception: when it would have taken place. */
  originalStart: optionalText,
  recurrence: Recurrence.nullish().catch(null),
  /** Of a series: which of its events do not take place, by ids that end in their dates. */
  cancelledOccurrences: z.array(z.string()).nullish().catch(null),
  webLink: optionalText,
});
export type OutlookEvent = z.infer<typeof OutlookEvent>;

/** What stands in a calendar's delta: an event, an occurrence with its time alone, or a removal. */
export const EventRow = z.looseObject({
  id: z.string().min(1),
  type: optionalText,
  seriesMasterId: optionalText,
  "@removed": z.object({ reason: z.string().nullish() }).optional(),
});
