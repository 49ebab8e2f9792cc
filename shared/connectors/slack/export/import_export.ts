import type { Rpc } from "../../../database/rpc.ts";
import { z } from "zod";
import type { IngestResult } from "../../../contracts/events.ts";
import { ingestEvents } from "../../../events/ingest.ts";
import type { ExportFiles } from "./files.ts";
import type { ExportProblem } from "./json.ts";
import { type ExportOptions, type ExportPage, readSlackExport } from "./reader.ts";
import { countPage, emptyStatistics, type ExportStatistics } from "./statistics.ts";

/** What has been read and stored so far. */
export interface ImportProgress {
  read: ExportStatistics;
  stored: IngestResult;
}

export interface ImportReport extends ImportProgress {
  problems: ExportProblem[];
}

export interface ImportOptions extends ExportOptions {
  /** When the export was made; without it the workspace counts as read until its newest message. */
  readUntil?: Date;
}

/**
 * Reads a Slack export into one person's timeline, a page a transaction. Reading it again changes
 * nothing; after a crash, reading it again stores the rest. Embedding is queued by the writes.
 *
 * @param internal service-only SQL functions
 * @throws Error when `files` is no Slack export, or what `internal` throws
 */
export async function importSlackExport(
  internal: Rpc,
  userId: string,
  files: ExportFiles,
  onPage: (progress: ImportProgress) => void = () => {},
  options: ImportOptions = {},
): Promise<ImportReport> {
  const report: ImportReport = {
    read: emptyStatistics(),
    stored: { inserted: 0, updated: 0, unchanged: 0 },
    problems: [],
  };
  let account: string | null = null;
  for await (const page of readSlackExport(files, options)) {
    report.read = countPage(report.read, page);
    report.problems.push(...page.problems);
    if (page.events.length > 0) {
      account ??= await linkAccount(internal, userId, page);
      const result = await ingestEvents(internal, {
        user_id: userId,
        source: "slack",
        source_account_id: account,
        threads: page.threads,
        events: page.events,
      });
      report.stored.inserted += result.inserted;
      report.stored.updated += result.updated;
      report.stored.unchanged += result.unchanged;
    }
    onPage(report);
  }
  if (account && options.readUntil) {
    await ingestEvents(internal, {
      user_id: userId,
      source: "slack",
      source_account_id: account,
      threads: [],
      events: [],
      cursor: { resource: "export", cursor: {}, read_until: options.readUntil.toISOString() },
    });
  }
  return report;
}

/** The workspace by its id, as the live connector names it, so that both share one account. */
async function linkAccount(internal: Rpc, userId: string, page: ExportPage): Promise<string> {
  const team = page.events.map((event) => event.raw["team"]).find((id) => typeof id === "string");
  return z.guid().parse(
    await internal("link_export", {
      for_user: userId,
      provider: "slack",
      provider_account_id: team ?? "slack-export",
    }),
  );
}
