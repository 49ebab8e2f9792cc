import { createAgentContext } from "../../agents/create_context.ts";
import { respond } from "../../agents/respond.ts";
import { CalendarList } from "../../contracts/calendar.ts";
import {
  AskInput,
  CalendarInput,
  CoverageInput,
  SearchInput,
  SearchOutput,
  SummarizeInput,
  TasksInput,
} from "../../contracts/mcp.ts";
import { CoverageReceipt, PromptResponse } from "../../contracts/prompts.ts";
import { TaskPage } from "../../contracts/tasks.ts";
import { listEvents } from "../../resources/calendar.ts";
import { listTasks } from "../../resources/tasks.ts";
import { searchTimeline } from "./search.ts";
import { type Caller, readTool, type Tool } from "./tool.ts";

/** What the graphs need to answer and keep nothing: these tools only read. */
function contextOf({ services, user }: Caller) {
  return createAgentContext(services, user, false);
}

/** Every tool by its name. */
export const tools: ReadonlyMap<string, Tool> = new Map(
  [
    readTool({
      name: "ask",
      title: "Ask the timeline",
      description:
        "Answers a question about the person's Slack, Telegram and Outlook messages, notes and " +
        "calendar in plain words, also about what needs action or what happened. Every statement " +
        "cites its events; the coverage says how far each source has been read.",
      input: AskInput,
      output: PromptResponse,
      async read(caller, { prompt, time_window, sources, priority }) {
        const context = await contextOf(caller);
        return await respond(context, {
          prompt,
          context: { time_window, sources, priority },
        });
      },
    }),
    readTool({
      name: "summarize",
      title: "Summarise a stretch of time",
      description: "Summarises all events of a window, with highlights that cite their events.",
      input: SummarizeInput,
      output: PromptResponse,
      async read(caller, { time_window, sources }) {
        return await respond(await contextOf(caller), {
          prompt: "Summarise",
          context: { time_window, sources },
        });
      },
    }),
    readTool({
      name: "search_timeline",
      title: "Search the timeline",
      description:
        "Finds messages, mails and notes by meaning and words, best first. Use it to read what was " +
        "said; use ask for an answer.",
      input: SearchInput,
      output: SearchOutput,
      read: async (caller, input) => await searchTimeline(await contextOf(caller), input),
    }),
    readTool({
      name: "list_tasks",
      title: "List tasks",
      description: "The person's kept tasks, most urgent first. `next_cursor` gives the next page.",
      input: TasksInput,
      output: TaskPage,
      read: ({ services, user }, query) => listTasks(services.as(user), query),
    }),
    readTool({
      name: "list_calendar",
      title: "List calendar events",
      description:
        "Events of the person's calendar that overlap [start_at, end_at), by start. `next_cursor` " +
        "gives the next page.",
      input: CalendarInput,
      output: CalendarList,
      read: ({ services, user }, query) => listEvents(services.as(user), query),
    }),
    readTool({
      name: "coverage",
      title: "How far the sources have been read",
      description: "For each source: read until when, and what is behind, broken or not linked.",
      input: CoverageInput,
      output: CoverageReceipt,
      async read(caller, { sources }) {
        const { services } = caller;
        const now = services.clock.now();
        return { coverage: await (await contextOf(caller)).coverage(sources, now) };
      },
    }),
  ].map((tool) => [tool.describe().name, tool]),
);
