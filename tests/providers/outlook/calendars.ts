/**
 * Calendars that really change: single events and series with exceptions. Each change leaves the
 * version before it, so that a delta can compare.
 */
import type { DateTimeTimeZone, Event } from "@microsoft/microsoft-graph-types";
import type { ChangeLog } from "./change_log.ts";
import { changeKey, containerId, immutableId, mutableId } from "./ids.ts";
import type { Person } from "./people.ts";
import { civilOf } from "./time_zones.ts";

export interface Calendar {
  /** Its id, which never changes. */
  key: string;
  name: string;
  isDefault: boolean;
}

/** An event or a series; `key` is its immutable id. */
export interface Appointment {
  key: string;
  mutableId: string;
  calendar: string;
  /** All properties but the ids, in the zone in which it was made. */
  event: Event & { start: DateTimeTimeZone; end: DateTimeTimeZone };
  /** What differs on a date of the series; null: it does not take place. */
  exceptions: Record<string, Event | null>;
}

/** What a test says of an event: start and end as civil times, or an instant and minutes. */
export interface Plan extends Omit<Event, "calendar"> {
  /** Its key; the default one unless named. */
  calendar?: string;
  at?: Date;
  minutes?: number;
}

const NUMBERS_FROM = 1 << 20;

export class Calendars {
  readonly calendars = new Map<string, Calendar>();
  readonly appointments = new Map<string, Appointment>();
  readonly #versions = new Map<string, { from: number; value: Appointment | null }[]>();
  #number = NUMBERS_FROM;

  constructor(
    private readonly owner: Person,
    private readonly log: ChangeLog,
    private readonly now: () => number,
  ) {
    this.create("Calendar", true);
  }

  get default(): Calendar {
    const [first] = this.calendars.values();
    if (!first) throw new Error("The test's mailbox has no calendar");
    return first;
  }

  create(name: string, isDefault = false): Calendar {
    const calendar = { key: containerId(++this.#number), name, isDefault };
    this.calendars.set(calendar.key, calendar);
    return calendar;
  }

  appointment(key: string): Appointment {
    const found = this.appointments.get(key);
    if (!found) throw new Error(`No event ${key} in the test's calendars`);
    return found;
  }

  /** An event, or with `recurrence` a series, in the first calendar unless named. */
  add(plan: Plan): Appointment {
    const { calendar, at, minutes = 30, ...changes } = plan;
    const number = ++this.#number;
    const begin = at?.getTime() ?? this.now();
    const start = changes.start ?? civilOf(begin, "UTC");
    const end = changes.end ?? civilOf(begin + minutes * 60_000, "UTC");
    const me = {
      emailAddress: {
        name: this.owner.displayName,
        address: this.owner.mail ?? this.owner.userPrincipalName,
      },
    };
    const appointment: Appointment = {
      key: immutableId(number),
      mutableId: mutableId(number),
      calendar: calendar ?? this.default.key,
      exceptions: {},
      event: {
        createdDateTime: new Date(this.now()).toISOString(),
        categories: [],
        transactionId: null,
        iCalUId: `040000008200E00074C5B7101A82E008${number}`,
        reminderMinutesBeforeStart: 15,
        isReminderOn: true,
        hasAttachments: false,
        subject: "",
        importance: "normal",
        sensitivity: "normal",
        isAllDay: false,
        isCancelled: false,
        isOrganizer: changes.organizer === undefined,
        isDraft: false,
        responseRequested: true,
        showAs: "busy",
        webLink:
          `https://outlook.office365.com/owa/?itemid=${number}&exvsurl=1&path=/calendar/item`,
        onlineMeetingUrl: null,
        isOnlineMeeting: false,
        onlineMeetingProvider: "unknown",
        allowNewTimeProposals: true,
        hideAttendees: false,
        onlineMeeting: null,
        responseStatus: { response: "organizer", time: "0001-01-01T00:00:00Z" },
        body: { contentType: "html", content: "" },
        location: { displayName: "", locationType: "default", uniqueIdType: "unknown" },
        locations: [],
        attendees: [],
        organizer: me,
        recurrence: null,
        ...changes,
        start,
        end,
        originalStartTimeZone: start.timeZone ?? "UTC",
        originalEndTimeZone: end.timeZone ?? "UTC",
      },
    };
    this.appointments.set(appointment.key, appointment);
    this.#changed(appointment, "created");
    return appointment;
  }

  /** An event changes: another time, subject or answer; of a series all that are no exceptions. */
  update(key: string, changes: Event): void {
    const appointment = this.appointment(key);
    Object.assign(appointment.event, changes);
    this.#changed(appointment, "updated");
  }

  /**
   * One event of a series changes and becomes an exception.
   *
   * @param date on which it would be without the exception, as `2026-11-25`
   */
  except(key: string, date: string, changes: Event): void {
    const appointment = this.appointment(key);
    appointment.exceptions[date] = { ...appointment.exceptions[date], ...changes };
    this.#changed(appointment, "updated");
  }

  /** One event of a series no longer takes place. */
  skip(key: string, date: string): void {
    const appointment = this.appointment(key);
    appointment.exceptions[date] = null;
    this.#changed(appointment, "updated");
  }

  /** Its organizer calls it off: it stays, and says so. */
  cancel(key: string): void {
    const { event } = this.appointment(key);
    const subject = `Canceled: ${event.subject ?? ""}`;
    this.update(key, { isCancelled: true, subject, showAs: "free", isReminderOn: false });
  }

  /** It is deleted; a series with all its events. */
  remove(key: string): void {
    const appointment = this.appointment(key);
    this.appointments.delete(key);
    this.#changed(appointment, "removed");
  }

  /** An event as it was after a change of the log; undefined where it was not there. */
  asOf(key: string, position: number): Appointment | undefined {
    const versions = this.#versions.get(key) ?? [];
    return versions.findLast(({ from }) => from <= position)?.value ?? undefined;
  }

  #changed(appointment: Appointment, kind: "created" | "updated" | "removed"): void {
    const { key, calendar, mutableId } = appointment;
    appointment.event.changeKey = changeKey(++this.#number);
    appointment.event.lastModifiedDateTime = new Date(this.now()).toISOString();
    const value = kind === "removed" ? null : structuredClone(appointment);
    const versions = this.#versions.get(key) ?? [];
    this.#versions.set(key, [...versions, { from: this.log.head + 1, value }]);
    this.log.add({ collection: `events/${calendar}`, key, kind, mutableId });
  }
}
