/**
 * The events of a calendar in a window, and their changes.
 *
 * learn.microsoft.com/graph/delta-query-events, and of series what people found:
 * microsoftgraph/microsoft-graph-docs #7632, #6353, #4501
 */
import type { Answer } from "./answer.ts";
import type { Call, Route } from "./call.ts";
import type { Appointment } from "./calendars.ts";
import { calendarOf, READ } from "./calendar_routes.ts";
import type { DeltaSource, Pending } from "./delta.ts";
import { EVENT, eventId, masterOf, type Shown, shownEvent, shownOccurrence } from "./events.ts";
import { WrongRequest } from "./graph_failure.ts";
import { type Instance, instancesIn, type Window } from "./instances.ts";
import { parseCount, parseSelect } from "./odata.ts";

/** The longest window, in days. */
const LONGEST = 1825;

function windowOf(query: ReadonlyMap<string, string>): Window {
  const refuse = (message: string) => new WrongRequest(400, "ErrorInvalidParameter", message);
  const instant = (name: string) => {
    const text = query.get(name);
    if (text === undefined) {
      throw refuse(
        "This request requires a time window specified by the query string parameters " +
          "StartDateTime and EndDateTime.",
      );
    }
    const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)?)?$/i;
    const zoned = /T.*(Z|[+-]\d\d:\d\d)$/i.test(text) || !text.includes("T") ? text : `${text}Z`;
    const at = iso.test(text) ? Date.parse(zoned) : NaN;
    if (Number.isNaN(at)) throw refuse(`The value '${text}' of parameter '${name}' is invalid.`);
    return at;
  };
  const window = { start: instant("startdatetime"), end: instant("enddatetime") };
  if (window.end <= window.start) {
    throw refuse("The value of the parameter 'EndDateTime' must be greater than StartDateTime.");
  }
  if (window.end - window.start > LONGEST * 86_400_000) {
    throw refuse(`The requested time duration is too long. Limit = ${LONGEST} days.`);
  }
  return window;
}

/** @param tellsSkipped whether events of a series that no longer take place are told as removed */
function source(call: Call, tellsSkipped: boolean): DeltaSource {
  const { calendars, log, owner } = call.mailbox;
  const query = call.deltas.query(call);
  const window = windowOf(query);
  const calendar = calendarOf(call);
  const collection = `events/${calendar.key}`;
  const path = call.params["calendar"] === undefined
    ? "me/calendarView/delta"
    : `me/calendars('${calendar.key}')/calendarView/delta`;
  const range = ["startDateTime", "endDateTime"]
    .map((name) => `${name}=${encodeURIComponent(query.get(name.toLowerCase()) ?? "")}`).join("&");

  const rows = (appointment: Appointment | undefined, kind: "created" | "updated"): Pending[] => {
    const found = appointment ? instancesIn(appointment, window) : [];
    if (!appointment || found.length === 0) return [];
    const { key } = appointment;
    const group = appointment.event.recurrence ? { group: key } : {};
    const instances = found.map(({ date }) => ({ key: rowKey(key, date), kind, ...group }));
    return appointment.event.recurrence ? [{ key, kind, ...group }, ...instances] : instances;
  };
  const changesOf = (key: string, mutableId: string, after: number, until: number): Pending[] => {
    const before = rows(calendars.asOf(key, after), "updated");
    const now = rows(calendars.asOf(key, until), before.length > 0 ? "updated" : "created");
    // What was changed outside the window is said to be removed, whether it was ever told or not.
    if (now.length === 0) return [{ key, kind: "removed", mutableId }];
    const kept = new Set(now.map((row) => row.key));
    const gone = before.filter((row) => !kept.has(row.key));
    return [
      ...now,
      ...(tellsSkipped ? gone.map((row) => ({ ...row, kind: "removed" as const, mutableId })) : []),
    ];
  };
  const seen = new Map<string, Map<string | null, Instance>>();
  // Expanded once a request: a long series has many rows.
  const expanded = (appointment: Appointment) => {
    const known = seen.get(appointment.key) ??
      new Map(instancesIn(appointment, window).map((instance) => [instance.date, instance]));
    seen.set(appointment.key, known);
    return known;
  };
  return {
    name: `${owner.id}/${collection}/${window.start}-${window.end}`,
    path,
    restart: `${path}?${range}`,
    head: log.head,
    everything: () =>
      [...calendars.appointments.values()].filter((event) => event.calendar === calendar.key)
        .flatMap((event) => rows(event, "created")),
    changes: (after, until) => {
      const changed = new Map(
        log.between(collection, after, until).map((change) => [change.key, change.mutableId ?? ""]),
      );
      return [...changed].flatMap(([key, mutableId]) => changesOf(key, mutableId, after, until));
    },
    row(pending) {
      const type = { "@odata.type": "#microsoft.graph.event" };
      const [key = "", date] = pending.key.split("@");
      if (pending.kind === "removed") {
        const id = eventId({ key, mutableId: pending.mutableId ?? "" }, date ?? null, call.prefer);
        return { ...type, id, "@removed": { reason: "deleted" } };
      }
      const appointment = calendars.appointments.get(key);
      if (!appointment) return undefined;
      if (date === undefined && appointment.event.recurrence) {
        return { ...type, ...shownEvent(masterOf(appointment), call) };
      }
      const shown = expanded(appointment).get(date ?? null);
      if (!shown) return undefined;
      const row = shown.type === "occurrence"
        ? shownOccurrence(shown, call)
        : shownEvent(shown, call);
      return { ...type, ...row };
    },
  };
}

const rowKey = (key: string, date: string | null) => date === null ? key : `${key}@${date}`;

/** The view without tracking: what takes place, whole, without the series themselves. */
function list(call: Call): Answer {
  const { query, mailbox, graphUrl } = call;
  const window = windowOf(query);
  const calendar = calendarOf(call);
  const select = parseSelect(query.get("$select"), EVENT, "event");
  const top = parseCount(query.get("$top"), "$top") ?? call.prefer.pageSize ?? 10;
  const skip = parseCount(query.get("$skip"), "$skip") ?? 0;
  const all: Shown[] = [...mailbox.calendars.appointments.values()]
    .filter((event) => event.calendar === calendar.key)
    .flatMap((event) => instancesIn(event, window))
    .sort((a, b) => a.start - b.start);
  const end = skip + top;
  const kept = [...query].filter(([name]) => name !== "$skip")
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}&`).join("");
  const path = call.params["calendar"] === undefined
    ? "me/calendarView"
    : `me/calendars('${calendar.key}')/calendarView`;
  return {
    body: {
      "@odata.context": `${graphUrl}$metadata#users('${mailbox.owner.id}')/calendarView`,
      value: all.slice(skip, end).map((one) => shownEvent(one, call, select)),
      ...(end < all.length ? { "@odata.nextLink": `${graphUrl}${path}?${kept}$skip=${end}` } : {}),
    },
  };
}

const LIST = ["startdatetime", "enddatetime", "$select", "$top", "$skip"];
const DELTA = ["startdatetime", "enddatetime", "$skiptoken", "$deltatoken"];

export const viewRoutes = (tellsSkipped: boolean): Route[] =>
  ["me", "me/calendar", "me/calendars/{calendar}"].flatMap((start): Route[] => [
    { method: "GET", path: `${start}/calendarView`, scopes: READ, query: LIST, run: list },
    {
      method: "GET",
      path: `${start}/calendarView/delta`,
      scopes: READ,
      query: DELTA,
      run: (call) => call.deltas.page(call, source(call, tellsSkipped)),
    },
  ]);
