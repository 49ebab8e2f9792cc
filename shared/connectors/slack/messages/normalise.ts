import type { Addressed, EventType, NormalisedEvent, Person } from "../../../contracts/events.ts";
import { isAutomated } from "../../../events/automated.ts";
import { buildEvent } from "../../../events/event.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import { storableRecord } from "../../../events/storable.ts";
import { sourceVersion } from "../../../events/version.ts";
import { channelLabel, type SlackChannel, type SlackDirectory } from "./directory.ts";
import { importanceOf } from "./importance.ts";
import type { SlackMessage } from "./message.ts";
import { mentionsUser } from "./mrkdwn.ts";
import { messagePermalink } from "./permalinks.ts";
import { withoutTokens } from "./secrets.ts";
import { isRecord } from "./subtypes.ts";
import { authorOf, bodyText, embeddingText, hasFiles } from "./text.ts";
import { slackTsToIso } from "./timestamps.ts";
import { addressingWords, allWords } from "./words.ts";

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
  /** "acme" of "acme.slack.com": the address is made of it where it is not known. */
  workspaceDomain?: string;
}

/** Whether the message only records membership, settings or housekeeping. */
export function isNoise(message: SlackMessage): boolean {
  return isRecord(message, allWords(message));
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
  const body = bodyText(message, directory);
  const author = authorOf(message, directory);
  const place = channelLabel(channel);
  return buildEvent({
    external_id: messageId(channel, message.ts),
    thread_external_id: threadTs ? messageId(channel, threadTs) : null,
    event_type: typeOf(message, context.ownUserId),
    title: `${author} in ${place}`,
    author,
    ...personOf(message, directory),
    place,
    addressed: addressedOf(message, channel, context.ownUserId),
    body: body === null ? null : withoutTokens(body),
    url: context.permalink ?? addressOf(message, context, threadTs),
    text_for_embedding: withoutTokens(embeddingText(message, channel, directory)),
    source_version: versionOf(message),
    by_owner: context.ownUserId === undefined ? null : message.user === context.ownUserId,
    automated: isAutomated({ bot: Boolean(message.bot_id) || message.subtype === "bot_message" }),
    importance_score: importanceOf(message, channel, context.ownUserId),
    occurred_at: slackTsToIso(message.ts),
    deleted: false,
    raw: storableRecord(message, withoutTokens),
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

/** A member is told from all others by their id in their workspace, and by their mail address. */
function personOf(
  { user, comment, bot_id }: SlackMessage,
  { team, people }: SlackDirectory,
): { person?: Person } {
  const id = user ?? comment?.user;
  if (!id || bot_id) return {};
  const { mail, names } = people?.get(id) ?? { mail: null, names: [] };
  const keys = [...(mail === null ? [] : [mail]), ...(team ? [`slack:${team}/${id}`] : [])];
  return keys.length === 0 ? {} : { person: { keys, names } };
}

/** A message's versions in order: when it was last edited, else when it was written. */
function versionOf({ ts, edited }: SlackMessage): string {
  return sourceVersion(edited?.ts ?? ts);
}

function addressedOf(
  message: SlackMessage,
  channel: SlackChannel,
  ownUserId?: string,
): Addressed {
  if (ownUserId !== undefined && mentionsUser(addressingWords(message), ownUserId)) {
    return "mention";
  }
  return channel.kind === "channel" ? "none" : "direct";
}

function typeOf(message: SlackMessage, ownUserId?: string): EventType {
  if (hasFiles(message)) return "file";
  if (ownUserId !== undefined && mentionsUser(addressingWords(message), ownUserId)) {
    return "mention";
  }
  return "message";
}

function addressOf(
  message: SlackMessage,
  { channel, workspaceDomain: domain }: MessageContext,
  threadTs: string | undefined,
): string | null {
  return domain === undefined ? null : messagePermalink(domain, channel, message.ts, threadTs);
}
