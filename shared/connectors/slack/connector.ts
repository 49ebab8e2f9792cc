import { z } from "zod";
import type { Connector, ImportPage } from "../connector.ts";
import { type ExportPage, readSlackExport, unreadOf } from "./export/reader.ts";

/** What Slack can do so far: be read from a workspace export. */
export function createConnector(): Connector {
  return {
    provider: "slack",
    cursor: z.record(z.string(), z.unknown()),
    async *import(files, options) {
      for await (const page of readSlackExport(files, options)) yield importPage(page);
    },
  };
}

function importPage(page: ExportPage): ImportPage {
  const count = unreadOf(page);
  return {
    source: "slack",
    providerAccountId: page.team,
    events: page.events,
    threads: page.threads,
    ...(count > 0 ? { problems: [{ resource: "export", code: "unreadable", count }] } : {}),
  };
}
