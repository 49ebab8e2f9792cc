import type { ExportPage } from "./reader.ts";

/** What has been read of an export. `messages` counts events, noise and unreadable messages. */
export interface ExportStatistics {
  messages: number;
  events: number;
  noise: number;
  problems: number;
}

export function emptyStatistics(): ExportStatistics {
  return { messages: 0, events: 0, noise: 0, problems: 0 };
}

/** The statistics with one more page counted. */
export function countPage(statistics: ExportStatistics, page: ExportPage): ExportStatistics {
  return {
    messages: statistics.messages + page.messages,
    events: statistics.events + page.events.length,
    noise: statistics.noise + page.skipped,
    problems: statistics.problems + page.problems.length,
  };
}
