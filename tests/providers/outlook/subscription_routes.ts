/** Making, renewing and ending subscriptions (learn.microsoft.com/graph/api/resources/subscription). */
import { z } from "zod";
import type { Answer } from "./answer.ts";
import type { Call, Route } from "./call.ts";
import { GraphFailure, notFound, WrongRequest } from "./graph_failure.ts";
import { covers } from "./scopes.ts";
import type { Subscription, Subscriptions, Watched } from "./subscriptions.ts";

/** Minutes that one on Outlook's items may live without resource data, and that it lives at least. */
const LONGEST = 10_080;
const SHORTEST = 45;

const instant = z.iso.datetime({ offset: true });
const asked = z.strictObject({
  changeType: z.string().min(1),
  notificationUrl: z.string().min(1),
  lifecycleNotificationUrl: z.string().min(1).optional(),
  resource: z.string().min(1),
  expirationDateTime: instant,
  clientState: z.string().max(128).optional(),
  latestSupportedTlsVersion: z.enum(["v1_0", "v1_1", "v1_2", "v1_3"]).default("v1_2"),
  "@odata.type": z.literal("#microsoft.graph.subscription").optional(),
});
/** Nothing else of a subscription can be changed. */
const renewal = z.strictObject({
  expirationDateTime: instant.optional(),
  notificationUrl: z.string().min(1).optional(),
});
const MAIL = ["Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite"];
const CALENDARS = ["Calendars.ReadBasic", "Calendars.Read", "Calendars.ReadWrite"];

export function subscriptionRoutes(subscriptions: Subscriptions): Route[] {
  const find = ({ access, params }: Call) =>
    subscriptions.get(access.user, params["subscription"] ?? "");

  const create = async (call: Call): Promise<Answer> => {
    const given = parsed(asked, call.body);
    const changeTypes = given.changeType.split(",").map((type) => type.trim());
    if (changeTypes.some((type) => !["created", "updated", "deleted"].includes(type))) {
      throw invalid(`The changeType '${given.changeType}' is not supported.`);
    }
    const watched = watchedBy(given.resource, call);
    if (!covers(call.access.scopes, watched.what === "events" ? CALENDARS : MAIL)) {
      throw new GraphFailure(
        403,
        "ExtensionError",
        "Operation: Create; Exception: [Status Code: Forbidden; Reason: Access is denied.]",
      );
    }
    const { notificationUrl, lifecycleNotificationUrl = null } = given;
    const expiresAt = endOf(given.expirationDateTime, call.now);
    for (const url of new Set([notificationUrl, lifecycleNotificationUrl ?? notificationUrl])) {
      await subscriptions.validate(secure(url));
    }
    const made: Subscription = {
      id: crypto.randomUUID(),
      user: call.access.user,
      resource: given.resource,
      watched,
      changeTypes,
      notificationUrl,
      lifecycleNotificationUrl,
      clientState: given.clientState ?? null,
      expiresAt,
      immutableIds: call.prefer.immutableIds,
      suspended: false,
    };
    subscriptions.put(made);
    return { status: 201, body: shown(made, call) };
  };

  const renew = async (call: Call): Promise<Answer> => {
    const one = find(call);
    const { expirationDateTime, notificationUrl } = parsed(renewal, call.body);
    if (notificationUrl !== undefined) {
      await subscriptions.validate(secure(notificationUrl));
      one.notificationUrl = notificationUrl;
    }
    if (expirationDateTime !== undefined) {
      one.expiresAt = endOf(expirationDateTime, call.now);
      one.suspended = false;
    }
    return { body: shown(one, call) };
  };

  const common = { scopes: [], query: [] };
  const item = "subscriptions/{subscription}";
  return [
    { ...common, method: "POST", path: "subscriptions", run: create },
    {
      ...common,
      method: "GET",
      path: "subscriptions",
      run: (call) => ({
        body: { value: subscriptions.of(call.access.user).map((one) => shown(one, call)) },
      }),
    },
    { ...common, method: "GET", path: item, run: (call) => ({ body: shown(find(call), call) }) },
    { ...common, method: "PATCH", path: item, run: renew },
    {
      ...common,
      method: "DELETE",
      path: item,
      run: (call) => {
        subscriptions.remove(find(call).id);
        return {};
      },
    },
    {
      ...common,
      method: "POST",
      path: `${item}/reauthorize`,
      run: (call) => {
        find(call).suspended = false;
        return {};
      },
    },
  ];
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  const [issue] = error.issues;
  throw invalid(`${issue?.path.join(".") ?? "body"}: ${issue?.message}`);
}

/** What a resource's path names, in the caller's own mailbox alone. */
function watchedBy(resource: string, { mailbox }: Call): Watched {
  const { owner } = mailbox;
  const [, whose = "", rest = ""] = /^\/?(me|users\/[^/]+)\/(.+)$/i.exec(resource) ?? [];
  const names = ["me", `users/${owner.id}`, `users/${owner.userPrincipalName}`];
  const own = names.some((name) => name.toLowerCase() === whose.toLowerCase());
  if (own && /^messages$/i.test(rest)) return { what: "messages", folder: null };
  if (own && /^events$/i.test(rest)) return { what: "events" };
  const [, quoted, bare] = /^mailFolders(?:\('(.+)'\)|\/([^/]+))\/messages$/i.exec(rest) ?? [];
  const name = quoted ?? bare;
  if (!own || name === undefined) throw invalid(`Resource '${resource}' is not supported.`);
  const folder = mailbox.findFolder(name);
  if (!folder) throw notFound();
  return { what: "messages", folder: folder.key };
}

/** TLS, but for the loopback address, which needs none. */
function secure(url: string): string {
  if (!URL.canParse(url)) throw invalid("The notification URL is not valid.");
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || hostname === "127.0.0.1") return url;
  throw invalid("Subscription notification URL must use HTTPS.");
}

function endOf(given: string, now: number): number {
  const at = Date.parse(given);
  const minutes = (at - now) / 60_000;
  if (minutes <= 0) throw invalid("Subscription expiration must be in the future.");
  if (minutes > LONGEST) {
    throw invalid(`Subscription expiration can only be ${LONGEST} minutes in the future.`);
  }
  return Math.max(at, now + SHORTEST * 60_000);
}

function shown(one: Subscription, { graphUrl }: Call): Record<string, unknown> {
  return {
    "@odata.context": `${graphUrl}$metadata#subscriptions/$entity`,
    id: one.id,
    resource: one.resource,
    applicationId: "00000000-0000-0000-0000-000000000000",
    changeType: one.changeTypes.join(","),
    // A secret is told when it is made, and never again.
    clientState: null,
    notificationUrl: one.notificationUrl,
    lifecycleNotificationUrl: one.lifecycleNotificationUrl,
    expirationDateTime: new Date(one.expiresAt).toISOString(),
    creatorId: one.user,
    includeResourceData: null,
    latestSupportedTlsVersion: "v1_2",
  };
}

function invalid(message: string): WrongRequest {
  return new WrongRequest(400, "InvalidRequest", message);
}
