import { z } from "zod";
import type { Delivery, PushOutcome } from "../../connector.ts";
import { isSignedBySlack } from "./signature.ts";

const payload = z.discriminatedUnion("type", [
  z.object({ type: z.literal("url_verification"), challenge: z.string().max(1000) }),
  z.object({
    type: z.literal("event_callback"),
    team_id: z.string().min(1).max(200),
    event: z.object({ type: z.string() }),
  }),
  z.object({ type: z.literal("app_rate_limited"), team_id: z.string().min(1).max(200) }),
]);

/**
 * Slack's Events API. An event is told to nobody: Slack sends it once for all of our people who may
 * see it, in the name of one of them. It wakes a reading of every account of its workspace, and each
 * reads what its own token shows.
 *
 * @returns null where Slack did not sign it just now
 */
export function slackPush(secret: string, delivery: Delivery, now: Date): PushOutcome | null {
  const { headers, body } = delivery;
  const signed = {
    signature: headers.get("x-slack-signature") ?? undefined,
    timestamp: headers.get("x-slack-request-timestamp") ?? undefined,
  };
  if (!isSignedBySlack(secret, body, signed, now)) return null;
  const given = payload.safeParse(json(body));
  // Signed, and of a kind that we know nothing of: no reason for Slack to send it again.
  if (!given.success) return { kind: "wake", providerAccountIds: [] };
  return given.data.type === "url_verification"
    ? { kind: "reply", body: given.data.challenge }
    : { kind: "wake", providerAccountIds: [given.data.team_id] };
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
