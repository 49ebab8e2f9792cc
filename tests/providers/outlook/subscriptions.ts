/**
 * Change notifications: who asked to be told of what, and the telling of it.
 *
 * learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
import type { Change, ChangeKind } from "./change_log.ts";
import { GraphFailure, WrongRequest } from "./graph_failure.ts";
import type { Mailbox } from "./mailbox.ts";

/** What a subscription tells of; a folder's id, or null for all of them. */
export type Watched = { what: "messages"; folder: string | null } | { what: "events" };

export interface Subscription {
  id: string;
  user: string;
  resource: string;
  watched: Watched;
  changeTypes: readonly string[];
  notificationUrl: string;
  lifecycleNotificationUrl: string | null;
  clientState: string | null;
  /** Milliseconds. */
  expiresAt: number;
  immutableIds: boolean;
  /** Nothing is told of until it is renewed. */
  suspended: boolean;
}

export type LifecycleEvent = "reauthorizationRequired" | "subscriptionRemoved" | "missed";

/** A notification that was sent, and how it was answered; 0: not at all. */
export interface Sent {
  subscription: string;
  url: string;
  body: string;
  status: number;
}

const CHANGE_TYPES: Readonly<Record<ChangeKind, string>> = {
  created: "created",
  updated: "updated",
  removed: "deleted",
};
/** Milliseconds in which an answer has to be there. */
const PATIENCE = 10_000;

export interface SubscriptionsOptions {
  tenantId: string;
  now: () => number;
}

export class Subscriptions {
  readonly #all = new Map<string, Subscription>();
  readonly #underWay = new Set<Promise<void>>();
  /** Everything that was sent, the oldest first. */
  readonly sent: Sent[] = [];

  constructor(private readonly options: SubscriptionsOptions) {}

  /** Tells of what happens in a mailbox from now on. */
  watch(mailbox: Mailbox): void {
    mailbox.log.listen((change) => {
      for (const one of this.of(mailbox.owner.id)) {
        if (!one.suspended && concerns(one, change)) this.#post(one, changed(one, change));
      }
    });
  }

  /** Those of a person that have not ended. */
  of(user: string): Subscription[] {
    return [...this.#all.values()].filter((one) =>
      one.user === user && one.expiresAt > this.options.now()
    );
  }

  /** @throws {GraphFailure} 404 where it is not the person's, or has ended */
  get(user: string, id: string): Subscription {
    const found = this.of(user).find((one) => one.id === id);
    if (found) return found;
    throw new GraphFailure(404, "ResourceNotFound", "The object was not found.");
  }

  put(subscription: Subscription): void {
    this.#all.set(subscription.id, subscription);
  }

  remove(id: string): void {
    this.#all.delete(id);
  }

  /** Tells of the subscription itself, with what comes of it. */
  tell(id: string, event: LifecycleEvent): void {
    const one = this.#all.get(id);
    if (!one) throw new Error(`No subscription ${id} at the test's Microsoft`);
    if (event === "subscriptionRemoved") this.remove(id);
    if (event === "reauthorizationRequired") one.suspended = true;
    if (one.lifecycleNotificationUrl === null) return;
    const { lifecycleNotificationUrl: url } = one;
    this.#post({ ...one, notificationUrl: url }, { lifecycleEvent: event, resource: one.resource });
  }

  /** Everything that was to be told has been told. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** @throws {WrongRequest} 400 where nobody answers there as it has to be */
  async validate(url: string): Promise<void> {
    const token = "Validation: Testing client application reachability for subscription " +
      `Request-Id: ${crypto.randomUUID()} & 100% <b>+</b>`;
    const target = new URL(url);
    target.searchParams.set("validationToken", token);
    const headers = { "content-type": "text/plain; charset=utf-8" };
    const answer = await post(target.href, { headers, body: "" });
    const said = answer?.status === 200 && /^text\/plain\b/.test(answer.type) && answer.text;
    if (said === token) return;
    throw new WrongRequest(
      400,
      "ValidationError",
      "Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.",
    );
  }

  #post(one: Subscription, said: Record<string, unknown>): void {
    const value = [{
      subscriptionId: one.id,
      subscriptionExpirationDateTime: new Date(one.expiresAt).toISOString(),
      tenantId: this.options.tenantId,
      ...(one.clientState === null ? {} : { clientState: one.clientState }),
      ...said,
    }];
    const body = JSON.stringify({ value });
    const sent: Sent = { subscription: one.id, url: one.notificationUrl, body, status: 0 };
    this.sent.push(sent);
    const sending = this.#send(sent).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  async #send(sent: Sent): Promise<void> {
    const headers = { "content-type": "application/json" };
    const answer = await post(sent.url, { headers, body: sent.body });
    sent.status = answer?.status ?? 0;
  }
}

function concerns({ watched, changeTypes }: Subscription, { collection, kind }: Change): boolean {
  if (!changeTypes.includes(CHANGE_TYPES[kind])) return false;
  if (watched.what === "events") return collection.startsWith("events/");
  return watched.folder === null
    ? collection.startsWith("messages/")
    : collection === `messages/${watched.folder}`;
}

function changed(one: Subscription, { key, kind, mutableId }: Change): Record<string, unknown> {
  const id = one.immutableIds ? key : mutableId ?? key;
  const [collection, type] = one.watched.what === "events"
    ? ["Events", "#Microsoft.Graph.Event"]
    : ["Messages", "#Microsoft.Graph.Message"];
  const resource = `Users/${one.user}/${collection}/${id}`;
  return {
    changeType: CHANGE_TYPES[kind],
    resource,
    resourceData: { "@odata.type": type, "@odata.id": resource, id },
  };
}

/** An answer that is there in time; null: there is none. */
async function post(url: string, init: { headers: Record<string, string>; body: string }) {
  try {
    const response = await fetch(url, {
      ...init,
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const { status, headers } = response;
    return { status, type: headers.get("content-type") ?? "", text: await response.text() };
  } catch {
    return null;
  }
}
