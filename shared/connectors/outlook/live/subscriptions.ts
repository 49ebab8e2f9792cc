/** Asks Microsoft to push: subscriptions are made, renewed and made again (Graph change notifications). */
import { z } from "zod";
import type { Logger } from "../../../platform/logger.ts";
import { ConnectorError } from "../../connector.ts";
import { randomToken, sha256Hex } from "../../oauth/pkce.ts";
import type { GraphApi } from "./graph_api.ts";
import { GraphRefusal } from "./graph_errors.ts";
import type { PushStore } from "./push_store.ts";

/** What pushes tell of: everything of the mailbox's folders, and of its calendars. */
const RESOURCES = ["me/messages", "me/events"] as const;
const CHANGES = "created,updated,deleted";
/** Minutes that one is asked to live: a little less than the 10,080 that Microsoft allows. */
const LIFE = 10_000;

const made = z.object({ id: z.string().min(1).max(200), expirationDateTime: z.string() });
const list = z.object({
  value: z.array(z.object({
    id: z.string().min(1),
    resource: z.string(),
    notificationUrl: z.string().nullish(),
  })),
});

/** What it takes to be told of one mailbox. */
export interface Subscriber {
  api: GraphApi;
  store: PushStore;
  /** Where Microsoft is to post; it calls there before it answers. */
  notificationUrl: string;
  /** Aborted when the reading's time is over; `api` may give up before that. */
  signal: AbortSignal;
  now: () => Date;
  log: Logger;
}

/**
 * Makes what is missing of an account's subscriptions and renews what is due. What Microsoft refuses
 * is noted, and tried again after a pause.
 *
 * @throws DOMException where the reading's time is over
 */
export async function keepSubscriptions(subscriber: Subscriber, account: string): Promise<void> {
  const { store, signal, log } = subscriber;
  const known = new Map((await store.ofAccount(account)).map((push) => [push.resource, push]));
  for (const resource of RESOURCES) {
    const push = known.get(resource);
    if (push && !push.due) continue;
    try {
      const renewed = push?.subscriptionId &&
        await renew(subscriber, account, resource, push.subscriptionId);
      if (!renewed) await create(subscriber, account, resource);
    } catch (error) {
      const code = codeOf(error, signal);
      if (code === null) throw error;
      await store.miss(account, resource, code);
      log.warning("push not set up", { provider: "outlook", resource, code });
    }
  }
}

/** What is noted of a failure; null: it is none of Microsoft's. */
function codeOf(error: unknown, { aborted }: AbortSignal): string | null {
  if (error instanceof ConnectorError || error instanceof GraphRefusal) return error.code;
  return error instanceof DOMException && !aborted ? "slow" : null;
}

/** @returns false where Microsoft knows it no more */
async function renew(
  { api, store, now }: Subscriber,
  account: string,
  resource: string,
  id: string,
): Promise<boolean> {
  try {
    const body = { expirationDateTime: expiry(now()) };
    const { expirationDateTime } = await api.send("PATCH", pathOf(id), made, body);
    await store.keep(account, resource, { id, expiresAt: new Date(expirationDateTime) }, null);
    return true;
  } catch (error) {
    if (error instanceof GraphRefusal && (error.absent || error.status === 410)) return false;
    throw error;
  }
}

async function create(
  subscriber: Subscriber,
  account: string,
  resource: string,
): Promise<void> {
  const { api, store, notificationUrl, now } = subscriber;
  await dropStrays(subscriber, resource);
  const secret = randomToken();
  const { id, expirationDateTime } = await api.send("POST", "/subscriptions", made, {
    changeType: CHANGES,
    notificationUrl,
    lifecycleNotificationUrl: notificationUrl,
    resource,
    expirationDateTime: expiry(now()),
    clientState: secret,
    latestSupportedTlsVersion: "v1_2",
  });
  const expiresAt = new Date(expirationDateTime);
  await store.keep(account, resource, { id, expiresAt }, await sha256Hex(secret));
}

/** Those that a crash left behind: nobody would believe what they tell, and each is told again. */
async function dropStrays(
  { api, store, notificationUrl }: Subscriber,
  resource: string,
): Promise<void> {
  const { value } = await api.send("GET", "/subscriptions", list);
  const alike = value.filter((one) =>
    one.notificationUrl === notificationUrl && one.resource === resource
  );
  if (alike.length === 0) return;
  const ours = new Set(
    (await store.sources(alike.map(({ id }) => id))).map(({ subscriptionId }) => subscriptionId),
  );
  for (const { id } of alike) {
    if (!ours.has(id)) await drop(api, id);
  }
}

async function drop(api: GraphApi, id: string): Promise<void> {
  try {
    await api.send("DELETE", pathOf(id), z.unknown());
  } catch (error) {
    if (!(error instanceof GraphRefusal && error.absent)) throw error;
  }
}

function pathOf(id: string): string {
  return `/subscriptions/${encodeURIComponent(id)}`;
}

function expiry(now: Date): string {
  return new Date(now.getTime() + LIFE * 60_000).toISOString();
}
