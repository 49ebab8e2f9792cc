/** The events that a calendar shows in a window: single ones, and those of series. */
import type { Event } from "@microsoft/microsoft-graph-types";
import type { Appointment } from "./calendars.ts";
import { dateOf, datesOf, dateText } from "./recurrence.ts";
import { civilOf, instantOf } from "./time_zones.ts";

/** Milliseconds, half open. */
export interface Window {
  start: number;
  end: number;
}

/** One event that takes place. */
export interface Instance {
  appointment: Appointment;
  type: "singleInstance" | "occurrence" | "exception";
  /** Where it would be without an exception, as `2026-11-25`; null for a single event. */
  date: string | null;
  start: number;
  end: number;
  event: Event;
}

/** How far from its date an exception is looked for. */
const MOVED = 62 * 86_400_000;

/** What of an event or a series takes place in a window, in order. */
export function instancesIn(appointment: Appointment, window: Window): Instance[] {
  const { recurrence } = appointment.event;
  const found = recurrence
    // An exception may have been moved into the window from a later date.
    ? [...datesOf(recurrence, window.end + MOVED)].flatMap((date) => made(appointment, date) ?? [])
    : [single(appointment)];
  return found.filter((instance) => overlaps(instance, window)).sort((a, b) => a.start - b.start);
}

/** The event of a series on a date (`2026-11-25`); undefined where there is none. */
export function instanceOn(appointment: Appointment, text: string): Instance | undefined {
  const { recurrence } = appointment.event;
  const date = dateOf(text);
  const planned = recurrence ? [...datesOf(recurrence, date)].at(-1) : undefined;
  return planned === date ? made(appointment, date) : undefined;
}

function made(appointment: Appointment, at: number): Instance | undefined {
  const { event, exceptions } = appointment;
  const date = dateText(at);
  const exception = exceptions[date];
  if (exception === null) return undefined;
  const length = instantOf(event.end) - instantOf(event.start);
  const timeZone = event.start.timeZone ?? "UTC";
  const begin = instantOf({ dateTime: `${date}${event.start.dateTime?.slice(10)}`, timeZone });
  const shown = {
    ...event,
    recurrence: null,
    start: civilOf(begin, timeZone),
    end: civilOf(begin + length, timeZone),
    ...(exception ? { originalStart: new Date(begin).toISOString() } : {}),
    ...exception,
  };
  const type = exception ? "exception" : "occurrence";
  return { appointment, type, date, ...timesOf(shown.start, shown.end), event: shown };
}

/** An event that is no series. */
export function single(appointment: Appointment): Instance {
  const { event } = appointment;
  const times = timesOf(event.start, event.end);
  return { appointment, type: "singleInstance", date: null, ...times, event };
}

function timesOf(start: Event["start"], end: Event["end"]) {
  if (!start || !end) throw new Error("An event needs a start and an end");
  return { start: instantOf(start), end: instantOf(end) };
}

function overlaps({ start, end }: Instance, window: Window): boolean {
  return start < window.end && (end > window.start || start === end && start >= window.start);
}
