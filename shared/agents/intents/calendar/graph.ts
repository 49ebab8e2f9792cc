import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { AgentContext } from "../../context.ts";
import type { Scope } from "../../retrieval/scope.ts";
import type { TimeWindow } from "../../time/window.ts";
import { askedOf, type AskedOfCalendar, lengthAsked } from "./asked.ts";
import type { Meeting, Meetings } from "./meeting.ts";
import { type Clash, clashesIn, freeIn, leastFree, namesDays, workingTime } from "./plan.ts";
import { companyOf } from "./company.ts";

const dayLength = 86_400_000;
/** Days that are read where neither prompt nor context name a window. */
const defaultDays: Readonly<Record<AskedOfCalendar, number>> = {
  next: 60,
  agenda: 7,
  free: 7,
  clashes: 14,
};
/** Pairs that are told. */
const mostClashes = 50;

const State = Annotation.Root({
  context: Annotation<AgentContext>,
  prompt: Annotation<string>,
  /** Null: the prompt names none. */
  named: Annotation<TimeWindow | null>,
  scope: Annotation<Scope>,
  asked: Annotation<AskedOfCalendar>,
  window: Annotation<TimeWindow>,
  found: Annotation<Meetings & { truncated: boolean }>,
  /** Those that are told: the next ones, or all. */
  told: Annotation<Meeting[]>,
  free: Annotation<TimeWindow[]>,
  clashes: Annotation<Clash[]>,
  /** Whether only working hours were looked at. */
  worked: Annotation<boolean>,
});
type State = typeof State.State;

/** Reads the calendars over a window and computes what was asked; no model has a part in it. */
export const calendarGraph = new StateGraph(State)
  .addNode("ask", ask)
  .addNode("read", async (state) => ({ found: await read(state) }))
  .addNode("compute", compute)
  .addEdge(START, "ask")
  .addEdge("ask", "read")
  .addEdge("read", "compute")
  .addEdge("compute", END)
  .compile();

function ask({ context, prompt, named }: State) {
  const asked = askedOf(prompt);
  const now = context.clock.now();
  const window = named ??
    { start: now, end: new Date(now.getTime() + defaultDays[asked] * dayLength) };
  // What is over is neither next nor free any more.
  const ahead = (asked === "next" || asked === "free") && window.start < now && now < window.end;
  return { asked, window: ahead ? { start: now, end: window.end } : window };
}

async function read({ context, prompt, window, scope }: State) {
  const found = await context.calendar.meetingsIn(window, context.timezone);
  const meetings = companyOf(found.meetings.filter((meeting) => isOf(meeting, scope)), prompt);
  context.progress({ stage: "retrieved", events: meetings.length });
  return { ...found, meetings };
}

/** A calendar that is linked comes with a mailbox; what the person entered has no source. */
function isOf({ kind, people }: Meeting, scope: Scope): boolean {
  const { sources } = scope;
  const linked = sources?.includes("outlook") ?? false;
  return (sources === undefined || sources.includes("calendar") || linked && kind === "event") &&
    (scope.people === undefined || people.some((name) => scope.people?.includes(name)));
}

function compute({ context, prompt, asked, window, found }: State) {
  const now = context.clock.now();
  const { meetings } = found;
  const nothing = { told: [] as Meeting[], free: [], clashes: [], worked: false };
  switch (asked) {
    case "next": {
      const ahead = meetings.filter(({ start, allDay }) => start >= now && !allDay);
      const [first] = ahead;
      const told = ahead.filter(({ start }) => start.getTime() === first?.start.getTime());
      return { ...nothing, told };
    }
    case "clashes": {
      const clashes = clashesIn(meetings, mostClashes);
      const told = meetings.filter((one) => clashes.some((clash) => clash.meetings.includes(one)));
      return { ...nothing, told, clashes };
    }
    case "free": {
      const days = namesDays(window, now, context.timezone);
      const working = days ? workingTime(window, context.timezone) : [];
      // Who asks for a Saturday means all of it.
      const within = working.length > 0 ? working : null;
      const least = lengthAsked(prompt, now, context.timezone) ?? leastFree;
      const told = meetings.filter(({ busy }) => busy);
      return {
        ...nothing,
        told,
        free: freeIn(told, window, within, Math.min(least, lengthOf(window))),
        worked: within !== null,
      };
    }
    default:
      return { ...nothing, told: meetings };
  }
}

function lengthOf({ start, end }: TimeWindow): number {
  return end.getTime() - start.getTime();
}
