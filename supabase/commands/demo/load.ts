import type { Rpc } from "../../../shared/database/rpc.ts";
import { z } from "zod";
import type { ExportFiles } from "../../../shared/connectors/slack/export/files.ts";
import { importSlackExport } from "../../../shared/connectors/slack/export/import_export.ts";
import { ingestEvents } from "../../../shared/events/ingest.ts";
import { countFiles } from "../export/count_files.ts";
import type { Progress } from "../progress.ts";
import { sampleWorkspace } from "../sample/workspace.ts";
import { safeLine, stderr } from "../terminal.ts";

/** What is missing where nobody said whose export it is. */
export const OWNER_UNKNOWN =
  "! Nobody said which member is you, so mentions of you cannot be told: add --slack-user with " +
  "your Slack id (U...)";

/** Reads a person's own export, and names what of it could not be read. */
export async function loadExport(
  internal: Rpc,
  userId: string,
  files: ExportFiles,
  progress: Progress,
  ownUserId?: string,
): Promise<void> {
  const counted = await countFiles(files);
  const { read, problems } = await importSlackExport(
    internal,
    userId,
    counted.files,
    () => progress.count("files read", counted.done(), counted.total),
    ownUserId === undefined ? {} : { ownUserId },
  );
  progress.done(
    `read ${read.messages} Slack messages: ${read.events} events, ${read.noise} joins and the like left out`,
  );
  for (const { path, problem } of problems) stderr.line(`! ${safeLine(path)} ${problem}`);
  if (ownUserId === undefined) stderr.line(OWNER_UNKNOWN);
}

/** Loads the sample workspace as if each source had been read until `now`. */
export async function loadSample(
  internal: Rpc,
  userId: string,
  now: Date,
  progress: Progress,
): Promise<void> {
  const sample = sampleWorkspace(now);
  const { read } = await importSlackExport(internal, userId, sample.slack, () => {}, {
    ownUserId: sample.ownSlackUserId,
    readUntil: now,
  });
  let others = 0;
  for (const feed of sample.feeds) {
    const account = z.guid().parse(
      await internal("link_export", {
        for_user: userId,
        // Invitations arrive through the same account as the mail.
        provider: feed.source === "calendar" ? "outlook" : feed.source,
        provider_account_id: "sample",
      }),
    );
    const { inserted } = await ingestEvents(internal, {
      ...feed,
      user_id: userId,
      source_account_id: account,
      cursor: {
        resource: feed.source,
        cursor: {},
        read_until: now.toISOString(),
        complete: true,
        origin: "import",
      },
    });
    others += inserted;
  }
  progress.done(
    `loaded a sample workspace: ${read.events} Slack messages, ${others} from Telegram, Outlook and calendar`,
  );
}
