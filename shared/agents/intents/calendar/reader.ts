import { z } from "zod";
import type { Client } from "../../../database/clients.ts";
import { rpcOver } from "../../../database/rpc.ts";
import type { TimeWindow } from "../../time/window.ts";
import { MeetingRow, type Meetings, meetingsIn } from "./meeting.ts";

/** Rows of each calendar that one answer reads. */
const mostRows = 5000;

/** What a calendar of one person is read by. */
export interface CalendarReader {
  /** What takes place in a window, by its start; `truncated`: there is more than was read. */
  meetingsIn(window: TimeWindow, timezone: string): Promise<Meetings & { truncated: boolean }>;
}

/** Reads linked calendars and what the person entered; RLS decides what there is. */
export function calendarReader(client: Client, userId: string): CalendarReader {
  return {
    async meetingsIn(window, timezone) {
      const rows = z.array(MeetingRow).parse(
        await rpcOver(client, "public")("list_meetings", {
          window_start: window.start.toISOString(),
          window_end: window.end.toISOString(),
          // One more than are read tells whether there is more.
          most: mostRows + 1,
          for_user: userId,
        }),
      );
      const of = (kind: MeetingRow["kind"]) => rows.filter((row) => row.kind === kind);
      const [events, entered] = [of("event"), of("calendar_event")];
      const read = [...events.slice(0, mostRows), ...entered.slice(0, mostRows)];
      return {
        ...meetingsIn(read, window, timezone),
        truncated: read.length < events.length + entered.length,
      };
    },
  };
}
