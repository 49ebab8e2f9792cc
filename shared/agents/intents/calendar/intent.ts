import type { Citation, FoundMeeting } from "../../../contracts/prompts.ts";
import { extractiveModel } from "../../../models/extractive/extractive_model.ts";
import { visibleText } from "../../../models/visible_text.ts";
import { safeUrl } from "../../retrieval/citations.ts";
import { type IntentDefinition, timeRange } from "../intent.ts";
import { directionAsked } from "./asked.ts";
import { claimCalendar } from "./cues.ts";
import { calendarGraph } from "./graph.ts";
import type { Meeting } from "./meeting.ts";
import { workingHours } from "./plan.ts";
import { tellCalendar } from "./tell_calendar.ts";
import { Teller } from "./tell.ts";

/** Meetings and free stretches that one answer lists. */
const mostListed = 100;

/** What takes place when, from linked calendars and from what the person entered. */
export const calendarIntent: IntentDefinition<"calendar"> = {
  name: "calendar",
  description: "meetings, appointments, free time and clashes in the calendar",
  claim: claimCalendar,
  direction: directionAsked,
  async answer({ context, prompt, window: named, scope, language }) {
    const state = await calendarGraph.invoke({ context, prompt, named, scope });
    const { asked, window, found, told, free, clashes, worked } = state;
    const [listed, slots] = [told.slice(0, mostListed), free.slice(0, mostListed)];
    const linked = listed.some(({ kind }) => kind === "event") ||
      (await context.coverage(["calendar"], context.clock.now()))
        .some(({ status }) => status !== "not_linked");
    const truncated = found.truncated || listed.length < told.length || slots.length < free.length;
    const { lines, statements } = tellCalendar(
      { ...state, told: listed, free: slots, truncated, linked },
      context.clock.now(),
      new Teller(language, context.timezone),
    );
    return {
      intent: "calendar",
      response: {
        time_range: timeRange(window),
        asked,
        answer: lines.join("\n"),
        statements,
        meetings: listed.map(foundMeeting),
        free: slots.map(timeRange),
        clashes: clashes.map(({ meetings: [one, other], ...stretch }) => ({
          ...timeRange(stretch),
          ids: [one.id, other.id] as [string, string],
        })),
        left_out: found.leftOut,
        working_hours: worked ? { ...workingHours, days: [...workingHours.days] } : null,
      },
      citations: citationsOf(listed),
      truncated,
      // Every word is computed or a title: no model wrote any of it, and none could do it better.
      model: extractiveModel,
      degraded: false,
    };
  },
};

function foundMeeting(meeting: Meeting): FoundMeeting {
  const { kind, id, allDay, busy, location, ...when } = meeting;
  return {
    type: kind,
    id,
    title: visibleText(meeting.title),
    start_at: when.start.toISOString(),
    end_at: when.end.toISOString(),
    all_day: allDay,
    busy,
    location: location === null ? null : visibleText(location),
  };
}

/** Each once: the days of a series are one event. */
function citationsOf(meetings: readonly Meeting[]): Citation[] {
  return [...new Map(meetings.map((meeting) => [meeting.id, meeting])).values()].map((meeting) => ({
    type: meeting.kind,
    id: meeting.id,
    source: meeting.kind === "event" ? "calendar" : null,
    title: visibleText(meeting.title),
    occurred_at: meeting.occurredAt,
    url: safeUrl(meeting.url),
  }));
}
