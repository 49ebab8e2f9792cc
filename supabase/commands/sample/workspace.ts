import type { ExportFiles } from "../../../shared/connectors/slack/export/files.ts";
import { calendarSample } from "./calendar.ts";
import type { SampleFeed } from "./feed.ts";
import { outlookSample } from "./outlook.ts";
import { SAM } from "./people.ts";
import { slackSample } from "./slack.ts";
import { telegramSample } from "./telegram.ts";

/** Two working days and a half of one person's messages, in our own words. */
export interface SampleWorkspace {
  /** To be read with `readSlackExport`, like any export. */
  slack: ExportFiles;
  /** Slack id of the person whose workspace this is, for `ExportOptions.ownUserId`. */
  ownSlackUserId: string;
  /** Telegram, Outlook mail and calendar, normalised already. */
  feeds: SampleFeed[];
}

/**
 * The sample, with all times relative to `now`: about half of it in the last two hours, the rest up
 * to three days back. The same `now` gives the same ids and hashes.
 */
export function sampleWorkspace(now: Date): SampleWorkspace {
  return {
    slack: slackSample(now),
    ownSlackUserId: SAM.slackId,
    feeds: [telegramSample(now), outlookSample(now), calendarSample(now)],
  };
}
