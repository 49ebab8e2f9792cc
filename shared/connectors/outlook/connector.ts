import type { ConnectorServices } from "../account_access.ts";
import type { Connector } from "../connector.ts";
import { OutlookCursor } from "./live/cursors.ts";
import { OutlookOAuth } from "./live/oauth.ts";
import { checkOutlook, pullOutlook } from "./live/pull.ts";

/** Outlook: a mailbox with its calendars, linked and read as its owner. */
export function createConnector(services: ConnectorServices): Connector<OutlookCursor> {
  const { config, fetch, realNow: now } = services;
  const { clientId, clientSecret, redirectUri, tenantId, loginUrl, graphUrl } = config.outlook;
  const oauth = clientId && clientSecret && redirectUri
    ? new OutlookOAuth({
      clientId,
      clientSecret,
      redirectUri,
      tenantId,
      loginUrl,
      graphUrl,
      fetch,
      now,
    })
    : undefined;
  return {
    provider: "outlook",
    oauth,
    cursor: OutlookCursor,
    ...(oauth && {
      pull: (account, cursors, reading) => pullOutlook(services, oauth, account, cursors, reading),
      check: (account, unseen, reading) => checkOutlook(services, oauth, account, unseen, reading),
    }),
  };
}
