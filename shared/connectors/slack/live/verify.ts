import { z } from "zod";
import { isSlackTs } from "../messages/timestamps.ts";
import { isNoise } from "../messages/normalise.ts";
import { SlackMessage } from "../messages/message.ts";
import { HistoryAnswer } from "./responses.ts";
import { type SlackApi, SlackMethodError } from "./web_api.ts";

/**
 * Whether a message that was not seen again is still there: asked by its own timestamp, since a page
 * may have missed it for other reasons. A tombstone is what is left of a message that is gone.
 *
 * @param externalId "C123:1517612431.000077"
 */
export async function messageExists(api: SlackApi, externalId: string): Promise<boolean> {
  const colon = externalId.lastIndexOf(":");
  const [channel, ts] = [externalId.slice(0, colon), externalId.slice(colon + 1)];
  if (channel === "" || !isSlackTs(ts)) return false;
  const args = { channel, oldest: ts, latest: ts, inclusive: true, limit: 1 };
  try {
    const { messages } = await api.call("conversations.history", args, HistoryAnswer);
    if (messages.some((entry) => isMessage(entry, ts))) return true;
    // A reply stands in no history; asked for by itself it answers for itself.
    const thread = { channel, ts, oldest: ts, latest: ts, inclusive: true, limit: 1 };
    const replies = await api.call("conversations.replies", thread, HistoryAnswer);
    return replies.messages.some((entry) => isMessage(entry, ts));
  } catch (error) {
    if (!(error instanceof SlackMethodError)) throw error;
    // The thread or the whole conversation is out of reach; only the first says that it is gone.
    return error.code !== "thread_not_found";
  }
}

function isMessage(entry: unknown, ts: string): boolean {
  const own = z.object({ ts: z.literal(ts) }).safeParse(entry).success;
  const message = SlackMessage.safeParse(entry).data;
  return own && message !== undefined && message.subtype !== "tombstone" && !isNoise(message);
}
