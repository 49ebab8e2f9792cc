/** What Microsoft pushes (Graph change notifications and lifecycle notifications). */
import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Logger } from "../../../platform/logger.ts";
import type { Delivery, PushOutcome } from "../../connector.ts";
import { sha256Hex } from "../../oauth/pkce.ts";
import type { PushSource, PushStore } from "./push_store.ts";

/** Longer than any token that Microsoft sends when it looks whether somebody is there. */
const LONGEST_TOKEN = 2000;

const payload = z.object({
  value: z.array(z.object({
    subscriptionId: z.string().min(1).max(200),
    clientState: z.string().max(128).nullish(),
    lifecycleEvent: z.string().max(100).nullish(),
  })).min(1).max(1000),
});
type Notification = z.infer<typeof payload>["value"][number];

/**
 * A delivery is believed by the secret of the subscription that it names. What it says has changed
 * is told to nobody: it wakes a reading of the mailbox. A subscription that is not ours any more
 * wakes nobody, and is no reason for Microsoft to send the same again for hours.
 *
 * @returns null where none of it is genuine
 */
export async function outlookPush(
  store: PushStore,
  { url, body }: Delivery,
  log: Logger,
): Promise<PushOutcome | null> {
  const token = url.searchParams.get("validationToken");
  if (token !== null) {
    // Answered as it came, as plain text (change notifications: endpoint validation).
    return token.length <= LONGEST_TOKEN ? { kind: "reply", body: token } : null;
  }
  const given = payload.safeParse(json(body)).data?.value;
  if (!given) return null;
  const ids = new Set(given.map(({ subscriptionId }) => subscriptionId));
  const known = new Map(
    (await store.sources([...ids])).map((source) => [source.subscriptionId, source]),
  );
  const woken = new Set<string>();
  let forged = 0;
  for (const notification of given) {
    const source = known.get(notification.subscriptionId);
    if (!source) continue;
    if (await isGenuine(notification, source)) {
      await follow(store, notification);
      woken.add(source.providerAccountId);
    } else forged++;
  }
  if (forged > 0) log.warning("push refused", { provider: "outlook", forged });
  if (woken.size === 0 && forged > 0) return null;
  return { kind: "wake", providerAccountIds: [...woken] };
}

async function isGenuine(
  { clientState }: Notification,
  { secretHash }: PushSource,
): Promise<boolean> {
  const given = new TextEncoder().encode(await sha256Hex(clientState ?? ""));
  return timingSafeEqual(given, new TextEncoder().encode(secretHash));
}

/** What happens to the subscription itself; the reading that is woken sees to it. */
async function follow(
  store: PushStore,
  { subscriptionId, lifecycleEvent }: Notification,
): Promise<void> {
  // "missed" and whatever comes to be: a reading is all that it takes.
  if (lifecycleEvent === "reauthorizationRequired") await store.hurry(subscriptionId, false);
  if (lifecycleEvent === "subscriptionRemoved") await store.hurry(subscriptionId, true);
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
