/**
 * Edits and deletions as the live API reports them: wrappers around the message that they change.
 * Exports have none of these, they hold the last version.
 */
import { z } from "zod";
import type { NormalisedEvent } from "../../../contracts/events.ts";
import { buildEvent } from "../../../events/event.ts";
import { SlackMessage } from "./message.ts";
import { isNoise, type MessageContext, messageId } from "./normalise.ts";
import { isSlackTs, slackTsToIso } from "./timestamps.ts";

const Changed = z.looseObject({ subtype: z.literal("message_changed"), message: SlackMessage });

const Deleted = z.looseObject({
  subtype: z.literal("message_deleted"),
  deleted_ts: z.string().refine(isSlackTs),
  previous_message: SlackMessage.nullish().catch(null),
});

/** The new version inside a `message_changed` wrapper, to be normalised; null for anything else. */
export function changedMessage(wrapper: unknown): SlackMessage | null {
  const parsed = Changed.safeParse(wrapper);
  return parsed.success ? parsed.data.message : null;
}

/**
 * The event that marks a message as deleted, from a `message_deleted` wrapper; null for anything
 * else, and for noise, which never became an event. It has the deleted message's id, time and thread
 * and nothing of its text.
 */
export function deletedEvent(wrapper: unknown, context: MessageContext): NormalisedEvent | null {
  const parsed = Deleted.safeParse(wrapper);
  if (!parsed.success) return null;
  const { deleted_ts: ts, previous_message: previous } = parsed.data;
  if (previous && isNoise(previous)) return null;
  const threadTs = previous?.thread_ts ?? context.threadTs;
  return buildEvent({
    external_id: messageId(context.channel, ts),
    thread_external_id: threadTs ? messageId(context.channel, threadTs) : null,
    event_type: "message",
    title: null,
    author: null,
    place: null,
    addressed: "none",
    body: null,
    url: null,
    text_for_embedding: null,
    // Slack brings no deleted message back, so no version of it may.
    source_version: "",
    importance_score: 0,
    occurred_at: slackTsToIso(ts),
    deleted: true,
    raw: {},
  });
}
