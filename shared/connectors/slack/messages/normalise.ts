import type { EventType, NormalisedEvent } from "../../../contracts/events.ts";
import { buildEvent } from "../../../events/event.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import { storableRecord } from "../../../events/storable.ts";
import { channelLabel, type SlackChannel, type SlackDirectory } from "./directory.ts";
import { importanceOf } from "./importance.ts";
import type { SlackMessage } from "./message.ts";
import { mentionsUser } from "./mrkdwn.ts";
import { authorOf, embeddingText, hasFiles } from "./text.ts";
import { slackTsToIso } from "./timestamps.ts";

/** Who joined, left or renamed: nothing that anybody said. */
const NOISE = new Set(
  ["join", "leave", "topic", "purpose", "name", "archive", "unarchive"]
    .flatMap((change) => [`channel_${change}`, `group_${change}`]).concat("tombstone"),
);

/** What a message alone does not say. */
export interface MessageContext {
  channel: SlackChannel;
  directory: SlackDirectory;
  /** Slack id of the person whose account is linked: who mentions them is told apart. */
  ownUserId?: string;
  /** The thread's root where the message itself does not name it. */
  threadTs?: string;
  /** Address of the message, where it is known. */
  permalink?: string;
}

/** Whether the message only records membership or a channel's settings. */
export function isNoise(message: SlackMessage): boolean {
  return NOISE.has(message.subtype ?? "");
}

/** Identity of a message among all events of an account: timestamps are unique only per channel. */
export function messageId(channel: SlackChannel, ts: string): string {
  return `${channel.id}:${ts}`;
}

/**
 * The event of a message, or null for noise. The same message always gives the same id and hash; an
 * edited one the same id and another hash. Wrappers of the live API (`message_changed`,
 * `message_deleted`) are opened by `changes.ts`.
 */
export function normaliseMessage(
  message: SlackMessage,
  context: MessageContext,
): NormalisedEvent | null {
  if (isNoise(message)) return null;
  const { channel, directory } = context;
  const threadTs = message.thread_ts ?? context.threadTs;
  return buildEvent({
    external_id: messageId(channel, message.ts),
    thread_external_id: threadTs ? messageId(channel, threadTs) : null,
    event_type: typeOf(message, context.ownUserId),
    title: `${authorOf(message, directory)} in ${channelLabel(channel)}`,
    body: message.text || null,
    url: context.permalink ?? null,
    text_for_embedding: embeddingText(message, channel, directory),
    importance_score: importanceOf(message, channel, context.ownUserId),
    occurred_at: slackTsToIso(message.ts),
    deleted: false,
    raw: storableRecord(message, withoutExportToken),
  });
}

/** The event with what `threadsOf` needs to know, or null for noise. */
export function normaliseForThread(
  message: SlackMessage,
  context: MessageContext,
): ThreadPart | null {
  const event = normaliseMessage(message, context);
  return event && { event, participants: [authorOf(message, context.directory)] };
}

function typeOf(message: SlackMessage, ownUserId?: string): EventType {
  if (hasFiles(message)) return "file";
  if (ownUserId !== undefined && mentionsUser(message.text ?? "", ownUserId)) return "mention";
  return "message";
}

/** Exports sign each file's address with a token that opens all of them: it is not stored. */
function withoutExportToken(text: string): string {
  return text.replace(/([?&]t=)xox[a-z]-[^&#\s"|>]*/g, "$1removed");
}
