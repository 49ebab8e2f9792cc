import type { ConnectorServices } from "../account_access.ts";
import type { Connector } from "../connector.ts";
import { OutlookCursor } from "./live/cursors.ts";
import { OutlookOAuth } from "./live/oauth.ts";
import { checkOutlook, pullOutlook, subscribeOutlook } from "./live/pull.ts";
import { PushStore } from "./live/push_store.ts";
import { outlookPush } from "./live/webhook.ts";

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
  const { notificationUrl } = config.outlook;
  const pushes = new PushStore(services.internal);
  return {
    provider: "outlook",
    oauth,
    cursor: OutlookCursor,
    ...(oauth && {
      pull: (account, cursors, reading) => pullOutlook(services, oauth, account, cursors, reading),
      check: (account, unseen, reading) => checkOutlook(services, oauth, account, unseen, reading),
    }),
    // Without an address that Microsoft can reach, mailboxes are polled alone.
    ...(oauth && notificationUrl && {
      subscribe: (account, reading) =>
        subscribeOutlook(services, oauth, { pushes, notificationUrl }, account, reading),
      push: (delivery) => outlookPush(pushes, delivery, services.log),
    }),
  };
}
