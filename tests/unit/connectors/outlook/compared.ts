/** What is stored of a mailbox, held against the mailbox. */
import { eventId } from "../../../providers/outlook/events.ts";
import { instanceOn, instancesIn, type Window } from "../../../providers/outlook/instances.ts";
import type { Mailbox } from "../../../providers/outlook/mailbox.ts";
import { parsePrefer } from "../../../providers/outlook/odata.ts";

/** A row of the timeline. */
export interface Stored {
  source: "outlook" | "calendar";
  externalId: string;
  /** What it is called at the source. */
  subject: string;
  place: string;
  cancelled: boolean;
  attachments: string[];
  deleted: boolean;
}

const NOT_READ = new Set(["deleteditems", "junkemail", "drafts", "outbox"]);
const IMMUTABLE = parsePrefer('IdType="ImmutableId"');

/** Everything in which the timeline is not as the mailbox; nothing, where all is right. */
export function differences(
  mailbox: Mailbox,
  stored: readonly Stored[],
  windowOf: (calendar: string) => Window | null,
): string[] {
  const [kept, expected] = [storedMails(stored), expectedMails(mailbox)];
  return [
    ...kept.filter((mail) => !expected.includes(mail)).map((mail) => `${mail} is stored`),
    ...expected.filter((mail) => !kept.includes(mail)).map((mail) => `${mail} is not stored`),
    ...kept.length === new Set(kept).size ? [] : ["a mail is stored twice"],
    ...wrongDates(mailbox, stored, windowOf),
  ];
}

const named = (folder: string, subject: string, attachments: readonly string[]) =>
  [folder, subject, ...attachments].join(" ");

/** Mails that are stored, as "folder subject attachments". */
export function storedMails(stored: readonly Stored[]): string[] {
  return stored.filter(({ source, deleted }) => source === "outlook" && !deleted)
    .map(({ place, subject, attachments }) => named(place, subject, attachments)).sort();
}

/** Mails that the mailbox has where they are read, in the same form. */
export function expectedMails(mailbox: Mailbox): string[] {
  const isRead = (id: string): boolean => {
    const folder = mailbox.folder(id);
    if (folder.hidden || NOT_READ.has(folder.wellKnown ?? "")) return false;
    return folder.parent === null || isRead(folder.parent);
  };
  return [...mailbox.mails.values()]
    .filter(({ folder, message }) => isRead(folder) && !message.isDraft)
    .map(({ folder, message, attachments }) => {
      const files = attachments.flatMap(({ name, isInline }) => name && !isInline ? [name] : []);
      return named(mailbox.folder(folder).name, message.subject ?? "", files);
    }).sort();
}

/**
 * What is wrong with the calendar events that are stored: all that take place in the window must be
 * there as they are, and nothing that is no more; what has left the window is remembered.
 */
export function wrongDates(
  { calendars, owner }: Mailbox,
  rows: readonly Stored[],
  windowOf: (calendar: string) => Window | null,
): string[] {
  const idOf = (of: Parameters<typeof eventId>[0], date: string | null) =>
    `${owner.id}:${eventId(of, date, IMMUTABLE)}`;
  const wrong: string[] = [];
  const expected = new Map<string, string>();
  const possible = new Set<string>();
  for (const appointment of calendars.appointments.values()) {
    possible.add(idOf(appointment, null));
    for (const [date, exception] of Object.entries(appointment.exceptions)) {
      if (exception && instanceOn(appointment, date)) possible.add(idOf(appointment, date));
    }
    const window = windowOf(appointment.calendar);
    if (!window) {
      wrong.push(`the calendar of ${appointment.event.subject} was not read`);
      continue;
    }
    const found = instancesIn(appointment, window);
    if (found.length > 0) expected.set(idOf(appointment, null), dateNamed(appointment.event));
    for (const { type, date, event } of found) {
      if (type === "exception") expected.set(idOf(appointment, date), dateNamed(event));
    }
  }
  const dates = rows.filter(({ source }) => source === "calendar");
  const stored = new Map(
    dates.filter(({ deleted }) => !deleted).map(({ externalId, subject, cancelled }) =>
      [externalId, dateNamed({ subject, isCancelled: cancelled })] as const
    ),
  );
  for (const [id, text] of expected) {
    if (stored.get(id) !== text) wrong.push(`${text} is stored as ${stored.get(id)}`);
  }
  for (const [id, text] of stored) {
    if (!possible.has(id)) wrong.push(`${text} is no more`);
  }
  for (const { externalId, deleted } of dates) {
    if (deleted && possible.has(externalId)) wrong.push(`${externalId} is there, and was deleted`);
  }
  return wrong;
}

function dateNamed(event: { subject?: unknown; isCancelled?: unknown }): string {
  const subject = String(event.subject).replace(/^Canceled: /, "");
  return `${subject}${event.isCancelled ? " (off)" : ""}`;
}
