import { z } from "zod";
import { Selection } from "../../../contracts/connectors.ts";
import type { Deletion } from "../../../contracts/events.ts";
import { threadsOf } from "../../../events/threads.ts";
import type { ConnectorServices } from "../../account_access.ts";
import {
  ConnectorError,
  type LinkedAccount,
  type Page,
  type Reading as Bounds,
  type StoredCursor,
  type Unseen,
} from "../../connector.ts";
import type { OAuthProvider } from "../../oauth/provider.ts";
import { accessToken } from "../../tokens/access_token.ts";
import type { OutlookCursor } from "./cursors.ts";
import { createGraphApi, type GraphApi } from "./graph_api.ts";
import type { PushStore } from "./push_store.ts";
import { readMailbox } from "./reader.ts";
import type { OutlookPage, Reading } from "./round.ts";
import { keepSubscriptions } from "./subscriptions.ts";
import { checkUnseen, type Opened } from "./unseen.ts";

/** Milliseconds of a reading that asking for pushes may take; Microsoft calls us before it answers. */
const SUBSCRIBING = 15_000;

/** What linking left in the account. */
const metadata = z.object({
  user: z.string().min(1),
  addresses: z.array(z.string()).catch([]),
  selection: Selection.catch({ include: [], exclude: [] }),
});

/** Reads one linked mailbox as its owner. */
export async function* pullOutlook(
  services: ConnectorServices,
  oauth: OAuthProvider,
  account: LinkedAccount,
  cursors: readonly StoredCursor<OutlookCursor>[],
  { signal }: Bounds,
): AsyncGenerator<Page<OutlookCursor>> {
  const reading: Reading = {
    ...await openAccount(services, oauth, account, signal),
    cursors: new Map(cursors.map(({ resource, cursor }) => [resource, cursor])),
    initialDays: services.config.initialDays,
  };
  for await (const page of readMailbox(reading)) yield toPage(page);
}

/** Which of these are gone, or lie where nothing is read. */
export async function checkOutlook(
  services: ConnectorServices,
  oauth: OAuthProvider,
  account: LinkedAccount,
  unseen: Unseen,
  { signal }: Bounds,
): Promise<Deletion[]> {
  return await checkUnseen(await openAccount(services, oauth, account, signal), unseen);
}

/** Sees to it that Microsoft pushes what happens in the mailbox. */
export async function subscribeOutlook(
  services: ConnectorServices,
  oauth: OAuthProvider,
  { pushes: store, notificationUrl }: { pushes: PushStore; notificationUrl: string },
  account: LinkedAccount,
  { signal }: Bounds,
): Promise<void> {
  const { log, realNow: now } = services;
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(SUBSCRIBING)]);
  const { api } = await openAccount(services, oauth, account, bounded);
  await keepSubscriptions({ api, store, notificationUrl, signal, now, log }, account.id);
}

/** The account's mailbox with whatever token is the account's at the moment. */
async function openAccount(
  services: ConnectorServices,
  oauth: OAuthProvider,
  account: LinkedAccount,
  signal: AbortSignal,
): Promise<Opened> {
  const known = metadata.safeParse(account.metadata).data;
  if (!known) throw new ConnectorError("not_linked", { kind: "relink" });
  const { config, fetch, realNow: now, sleep } = services;
  const { tokens } = await services.linking();
  const settings = {
    graphUrl: config.outlook.graphUrl,
    now,
    // A request under way ends with the time of the reading.
    fetch: ((input: string | URL | Request, init?: RequestInit) =>
      fetch(input, {
        ...init,
        signal: init?.signal ? AbortSignal.any([signal, init.signal]) : signal,
      })) as typeof globalThis.fetch,
  };
  const api: GraphApi = createGraphApi(settings, (rejected) => {
    signal.throwIfAborted();
    return accessToken({ tokens, now, sleep }, account, (old) => oauth.refresh(old), rejected);
  });
  return {
    api,
    accountId: account.providerAccountId,
    own: new Set(known.addresses),
    selection: known.selection,
    now,
  };
}

function toPage(page: OutlookPage): Page<OutlookCursor> {
  const { source, resource, parts, resources, reset, deletions, problems, cursor, complete, at } =
    page;
  return {
    source,
    threads: threadsOf(parts),
    events: parts.map(({ event }) => event),
    ...(resources ? { resources } : {}),
    ...(reset ? { reset } : {}),
    ...(deletions.length > 0 ? { deletions } : {}),
    ...(problems.length > 0 ? { problems } : {}),
    cursor: { resource, cursor, read_until: complete ? at.toISOString() : null, complete },
  };
}
