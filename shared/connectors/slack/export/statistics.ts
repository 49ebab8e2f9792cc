import type { ExportPage } from "./reader.ts";

/**
 * What has been read of an export. `messages` is the sum of events, noise and unreadable messages;
 * `problems` counts all that is listed as such, files that were not read included.
 */
export interface ExportStatistics {
  messages: number;
  events: number;
  noise: number;
  unreadable: number;
  problems: number;
}

export function emptyStatistics(): ExportStatistics {
  return { messages: 0, events: 0, noise: 0, unreadable: 0, problems: 0 };
}

/** The statistics with one more page counted. */
export function countPage(statistics: ExportStatistics, page: ExportPage): ExportStatistics {
  return {
    messages: statistics.messages + page.messages,
    events: statistics.events + page.events.length,
    noise: statistics.noise + page.skipped,
    unreadable: statistics.unreadable + page.unreadable,
    problems: statistics.problems + page.problems.length,
  };
}
