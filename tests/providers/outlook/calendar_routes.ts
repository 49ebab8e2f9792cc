/** Calendars and single events. */
import type { Calendar } from "@microsoft/microsoft-graph-types";
import type { Answer } from "./answer.ts";
import type { Call, Route } from "./call.ts";
import type { Calendar as Kept } from "./calendars.ts";
import { EVENT, eventOf, shownEvent } from "./events.ts";
import { malformedId, notFound } from "./graph_failure.ts";
import { wellFormed } from "./ids.ts";
import { parseCount, parseSelect, selected } from "./odata.ts";

const CALENDAR: readonly (keyof Calendar)[] = [
  "id",
  "name",
  "color",
  "hexColor",
  "isDefaultCalendar",
  "changeKey",
  "canShare",
  "canViewPrivateItems",
  "canEdit",
  "allowedOnlineMeetingProviders",
  "defaultOnlineMeetingProvider",
  "isTallyingResponses",
  "isRemovable",
  "owner",
];
export const READ = ["Calendars.ReadBasic", "Calendars.Read", "Calendars.ReadWrite"];

/** The calendar of a path, the default one where it names none. */
export function calendarOf({ mailbox: { calendars }, params }: Call): Kept {
  const id = params["calendar"];
  if (id === undefined) return calendars.default;
  const found = calendars.calendars.get(id);
  if (found) return found;
  throw wellFormed(id) ? notFound() : malformedId();
}

function shown({ key, name, isDefault }: Kept, { mailbox: { owner } }: Call): Calendar {
  return {
    id: key,
    name,
    color: "auto",
    hexColor: "",
    isDefaultCalendar: isDefault,
    changeKey: "z3c0Y0m2jzAAAA",
    canShare: true,
    canViewPrivateItems: true,
    canEdit: true,
    allowedOnlineMeetingProviders: ["teamsForBusiness"],
    defaultOnlineMeetingProvider: "teamsForBusiness",
    isTallyingResponses: isDefault,
    isRemovable: !isDefault,
    owner: { name: owner.displayName, address: owner.mail ?? owner.userPrincipalName },
  };
}

function list(call: Call): Answer {
  const { query, graphUrl, mailbox } = call;
  const select = parseSelect(query.get("$select"), CALENDAR, "calendar");
  const top = parseCount(query.get("$top"), "$top") ?? call.prefer.pageSize ?? 10;
  const skip = parseCount(query.get("$skip"), "$skip") ?? 0;
  const all = [...mailbox.calendars.calendars.values()];
  const end = skip + top;
  const more = `${graphUrl}me/calendars?$top=${top}&$skip=${end}` +
    (select === null ? "" : `&$select=${select.join(",")}`);
  return {
    body: {
      "@odata.context": `${graphUrl}$metadata#users('${mailbox.owner.id}')/calendars`,
      value: all.slice(skip, end).map((calendar) => selected({ ...shown(calendar, call) }, select)),
      ...(end < all.length ? { "@odata.nextLink": more } : {}),
    },
  };
}

function one(call: Call): Answer {
  const select = parseSelect(call.query.get("$select"), CALENDAR, "calendar");
  const context = `${call.graphUrl}$metadata#users('${call.mailbox.owner.id}')/calendars/$entity`;
  return {
    body: { "@odata.context": context, ...selected({ ...shown(calendarOf(call), call) }, select) },
  };
}

function event(call: Call): Answer {
  const select = parseSelect(call.query.get("$select"), EVENT, "event");
  const found = eventOf(call);
  const { calendar } = call.params;
  if (calendar !== undefined && found.appointment.calendar !== calendarOf(call).key) {
    throw notFound();
  }
  return {
    body: {
      "@odata.context":
        `${call.graphUrl}$metadata#users('${call.mailbox.owner.id}')/events/$entity`,
      ...shownEvent(found, call, select),
    },
  };
}

const get = (path: string, run: Route["run"], query = ["$select"]): Route => ({
  method: "GET",
  path,
  scopes: READ,
  query,
  run,
});

export const calendarRoutes: Route[] = [
  get("me/calendars", list, ["$select", "$top", "$skip"]),
  get("me/calendars/{calendar}", one),
  get("me/calendar", one),
  get("me/events/{event}", event),
  get("me/calendar/events/{event}", event),
  get("me/calendars/{calendar}/events/{event}", event),
];
