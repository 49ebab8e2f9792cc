import { z } from "zod";
import type { ConnectorServices } from "../account_access.ts";
import type { Connector, ImportPage } from "../connector.ts";
import { type ExportPage, readSlackExport, unreadOf } from "./export/reader.ts";
import { SlackOAuth } from "./live/oauth.ts";
import { checkSlack, pullSlack } from "./live/pull.ts";
import { slackPush } from "./live/webhook.ts";

/** Slack: linked and read as a member, woken by events, and imported from a workspace's export. */
export function createConnector(services: ConnectorServices): Connector {
  const { config, fetch, realNow: now } = services;
  const { clientId, clientSecret, redirectUri, signingSecret, apiUrl, authorizeUrl } = config.slack;
  const oauth = clientId && clientSecret && redirectUri
    ? new SlackOAuth({ clientId, clientSecret, redirectUri, authorizeUrl, apiUrl, fetch, now })
    : undefined;
  return {
    provider: "slack",
    oauth,
    // Each resource has a schema of its own; one that does not fit is read anew.
    cursor: z.record(z.string(), z.unknown()),
    ...(oauth && {
      pull: (account, cursors, reading) => pullSlack(services, oauth, account, cursors, reading),
      check: (account, unseen, reading) => checkSlack(services, oauth, account, unseen, reading),
    }),
    ...(signingSecret && {
      push: (delivery) => Promise.resolve(slackPush(signingSecret, delivery, now())),
    }),
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
