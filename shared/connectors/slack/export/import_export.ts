import type { Rpc } from "../../../database/rpc.ts";
import { z } from "zod";
import { ingestEvents, type IngestTotals } from "../../../events/ingest.ts";
import type { ExportFiles } from "./files.ts";
import type { ExportProblem } from "./problems.ts";
import { type ExportOptions, readSlackExport, unreadOf } from "./reader.ts";
import { countPage, emptyStatistics, type ExportStatistics } from "./statistics.ts";

/** What has been read and stored so far. */
export interface ImportProgress {
  read: ExportStatistics;
  stored: IngestTotals;
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
    stored: { inserted: 0, updated: 0, unchanged: 0, deleted: 0, refused: 0 },
    problems: [],
  };
  const accounts = new Map<string, string>();
  /** What could not be read, by workspace; null: nobody knows which, and the first account says it. */
  const unread = new Map<string | null, number>();
  for await (const page of readSlackExport(files, options)) {
    report.read = countPage(report.read, page);
    report.problems.push(...page.problems);
    unread.set(page.team, (unread.get(page.team) ?? 0) + unreadOf(page));
    if (page.events.length > 0) {
      const team = page.team ?? "slack-export";
      const account = accounts.get(team) ?? await linkAccount(internal, userId, team, page.owner);
      accounts.set(team, account);
      const result = await ingestEvents(internal, {
        user_id: userId,
        source: "slack",
        source_account_id: account,
        threads: page.threads,
        events: page.events,
      });
      report.stored.inserted += result.inserted;
      report.stored.updated += result.updated;
      report.stored.refused += result.refused;
      // What stands twice on a page is stored once, and was known by then.
      const stored = result.inserted + result.updated + result.unchanged + result.refused;
      report.stored.unchanged += result.unchanged + page.events.length - stored;
    }
    onPage(report);
  }
  let unaccounted = unread.get(null) ?? 0;
  for (const [team, account] of accounts) {
    const count = unaccounted + (unread.get(team) ?? 0);
    unaccounted = 0;
    await ingestEvents(internal, {
      user_id: userId,
      source: "slack",
      source_account_id: account,
      resource: "export",
      // Read from its beginning: what could not be read of it before counts no more.
      reset: { since: null, until: null },
      threads: [],
      events: [],
      problems: count === 0 ? [] : [{ resource: "export", code: "unreadable", count }],
      cursor: {
        resource: "export",
        cursor: {},
        read_until: options.readUntil?.toISOString() ?? null,
        complete: true,
        origin: "import",
      },
    });
  }
  return report;
}

/** The workspace by its id, as the live connector names it, so that both share one account. */
async function linkAccount(
  internal: Rpc,
  userId: string,
  team: string,
  owner: string | null,
): Promise<string> {
  return z.guid().parse(
    await internal("link_export", {
      for_user: userId,
      provider: "slack",
      provider_account_id: team,
      ...(owner === null ? {} : { owner_name: owner }),
    }),
  );
}
