import { z } from "zod";
import { Selection } from "../../../contracts/connectors.ts";
import { threadsOf } from "../../../events/threads.ts";
import type { ConnectorServices } from "../../account_access.ts";
import type { LinkedAccount, Page, Reading, StoredCursor, Unseen } from "../../connector.ts";
import { ConnectorError } from "../../connector.ts";
import type { OAuthProvider } from "../../oauth/provider.ts";
import { accountApi } from "./account_api.ts";
import { pageSize, plannedApi, QUOTA_WINDOW_SECONDS, type TakeQuota } from "./quota.ts";
import { readWorkspace } from "./reader.ts";
import type { SlackPage } from "./state.ts";
import { messageExists } from "./verify.ts";
import type { SlackApi } from "./web_api.ts";

/** What linking left in the account. */
const metadata = z.object({
  user: z.string().min(1),
  domain: z.string().nullable().catch(null),
  selection: Selection.catch({ include: [], exclude: [] }),
});

const grants = z.array(z.object({
  granted: z.boolean(),
  retry_after_seconds: z.number().int(),
}));

/** Reads one linked workspace as its owner. */
export async function* pullSlack(
  services: ConnectorServices,
  oauth: OAuthProvider,
  account: LinkedAccount,
  cursors: readonly StoredCursor[],
  { signal }: Reading,
): AsyncGenerator<Page> {
  const known = metadata.safeParse(account.metadata).data;
  // An account that only an export named has nobody to read it as.
  if (!known) throw new ConnectorError("not_linked", { kind: "relink" });
  const { config, realNow } = services;
  const reading = readWorkspace({
    api: await apiOf(services, oauth, account, signal),
    ownUserId: known.user,
    team: account.providerAccountId,
    domain: known.domain,
    selection: known.selection,
    cursors: new Map(cursors.map(({ resource, cursor }) => [resource, cursor])),
    now: realNow,
    pageSize: pageSize(config.slack.rateProfile),
    initialDays: config.initialDays,
  });
  for await (const page of reading) yield toPage(page);
}

/** Which of these messages are gone. */
export async function checkSlack(
  services: ConnectorServices,
  oauth: OAuthProvider,
  account: LinkedAccount,
  { externalIds, resource }: Unseen,
  { signal }: Reading,
) {
  const api = await apiOf(services, oauth, account, signal);
  const gone = [];
  for (const external_id of externalIds) {
    if (!await messageExists(api, external_id)) {
      gone.push({ external_id, source_version: null, resource });
    }
  }
  return gone;
}

async function apiOf(
  services: ConnectorServices,
  oauth: OAuthProvider,
  account: LinkedAccount,
  signal: AbortSignal,
): Promise<SlackApi> {
  const { config, fetch, realNow: now, sleep } = services;
  const { tokens } = await services.linking();
  const settings = {
    apiUrl: config.slack.apiUrl,
    // A request under way ends with the time of the reading.
    fetch:
      ((input: string | URL | Request, init?: RequestInit) =>
        fetch(input, { ...init, signal: either(signal, init?.signal) })) as typeof fetch,
  };
  const api = accountApi(settings, { tokens, now, sleep }, oauth, account);
  const { rateProfile } = config.slack;
  const planned = plannedApi(api, account.providerAccountId, rateProfile, takeQuota(services));
  return {
    call(method, args, answer) {
      signal.throwIfAborted();
      return planned.call(method, args, answer);
    },
  };
}

function either(signal: AbortSignal, other: AbortSignal | null | undefined): AbortSignal {
  return other ? AbortSignal.any([signal, other]) : signal;
}

function takeQuota({ internal }: ConnectorServices): TakeQuota {
  return async (bucket, allowed) => {
    const [grant] = grants.parse(
      await internal("take_rate_limit", {
        bucket,
        allowed,
        window_seconds: QUOTA_WINDOW_SECONDS,
      }),
    );
    return grant?.granted ? null : Math.max(1, grant?.retry_after_seconds ?? 60);
  };
}

function toPage(page: SlackPage): Page {
  const { resource, parts, resources, reset, problems, cursor, readUntil, complete, advance } =
    page;
  return {
    source: "slack",
    threads: threadsOf(parts),
    events: parts.map(({ event }) => event),
    ...(resources ? { resources } : {}),
    ...(reset ? { reset } : {}),
    ...(problems.length > 0 ? { problems } : {}),
    ...(advance ? { advance } : {}),
    cursor: { resource, cursor, read_until: readUntil, complete },
  };
}
