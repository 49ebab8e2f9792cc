import type { Addressed, EventType, Person } from "../../../contracts/events.ts";
import { isAutomated } from "../../../events/automated.ts";
import { buildEvent } from "../../../events/event.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import { sourceVersion } from "../../../events/version.ts";
import { bringsCodes, type ReadChat } from "./chat.ts";
import { isFile, isSelfDestructing } from "./media.ts";
import { chatKey, type Message } from "./message.ts";
import type { Names } from "./names.ts";
import { bodyText } from "./text.ts";

/** What a message alone does not say. */
export interface MessageContext {
  /** The account's id at Telegram: ids of messages are unique only within one. */
  accountId: string;
  /** What its owner is called. */
  ownName: string;
  chat: ReadChat;
  names: Names;
  /** Keys of programs. */
  bots: ReadonlySet<string>;
  /** What ends before is not stored any more. */
  now: Date;
}

/**
 * Identity of a message among all events of a person. Private chats and basic groups count their
 * messages together, each channel its own.
 *
 * @param key the chat, as `chatKey` names it
 */
export function messageId(accountId: string, key: string, id: number): string {
  return key.startsWith("channel:") ? `${accountId}:${key}:${id}` : `${accountId}:${id}`;
}

/** When every copy of the message disappears, in seconds since 1970; null: it stays. */
export function endOf({ date, ttlPeriod }: Message): number | null {
  return ttlPeriod ? date + ttlPeriod : null;
}

/**
 * The event of a message with what it says of its thread; null for what must not be stored: what
 * destroys itself once seen, what is over its time, codes that were forwarded; and for what says
 * nothing.
 */
export function normaliseMessage(message: Message, context: MessageContext): ThreadPart | null {
  const { accountId, chat, names, now } = context;
  if (isSelfDestructing(message.media) || isOver(message, now) || isForwardedCode(message)) {
    return null;
  }
  const body = bodyText(message, names);
  if (body === "") return null;
  const author = authorOf(message, context);
  const bot = context.bots.has(writerOf(message, chat) ?? "");
  const thread = threadOf(message);
  const event = buildEvent({
    external_id: messageId(accountId, chat.key, message.id),
    thread_external_id: thread === null ? null : messageId(accountId, chat.key, thread),
    event_type: typeOf(message),
    title: author === chat.place ? author : `${author} in ${chat.place}`,
    author,
    ...personOf(message, context),
    place: chat.place,
    addressed: addressedOf(message, chat),
    body,
    url: addressOf(message, chat),
    text_for_embedding: body,
    source_version: sourceVersion(message.editDate ?? message.date),
    importance_score: importanceOf(message, chat, bot),
    by_owner: isOwn(message, chat),
    automated: isAutomated({ bot }) || chat.kind === "broadcast",
    occurred_at: new Date(message.date * 1000).toISOString(),
    deleted: false,
    raw: rawOf(message, chat),
  });
  return { event, participants: [author] };
}

function isOver(message: Message, now: Date): boolean {
  const end = endOf(message);
  return end !== null && end * 1000 <= now.getTime();
}

function isForwardedCode({ fwdFrom }: Message): boolean {
  return Boolean(fwdFrom?.fromId && bringsCodes(chatKey(fwdFrom.fromId)));
}

/** What is written to oneself does not count as sent. */
function isOwn({ out }: Message, chat: ReadChat): boolean {
  return out === true || chat.own;
}

function authorOf(message: Message, { ownName, chat, names }: MessageContext): string {
  const { post, postAuthor } = message;
  if (post) return postAuthor ? `${postAuthor} (${chat.title})` : chat.title;
  const writer = isOwn(message, chat) ? null : writerOf(message, chat);
  if (writer === null) return ownName;
  return names.get(writer) ?? (writer === chat.key ? chat.title : "somebody");
}

/** Telegram's ids of people are the same for everybody; what is said as a chat is nobody's. */
function personOf(message: Message, { accountId, chat }: MessageContext): { person?: Person } {
  if (message.post) return {};
  const writer = isOwn(message, chat) ? null : writerOf(message, chat);
  const id = writer === null ? accountId : /^user:(\d+)$/.exec(writer)?.[1];
  return id === undefined ? {} : { person: { keys: [`telegram:${id}`], names: [] } };
}

/**
 * The key of whoever wrote it; null: the owner. In a private chat what comes in is the other's, in
 * others what names nobody is the chat's own: a channel's, or an administrator's who hides behind it.
 */
function writerOf({ fromId, out }: Message, chat: ReadChat): string | null {
  if (fromId) return chatKey(fromId);
  return out ? null : chat.key;
}

function addressedOf(message: Message, chat: ReadChat): Addressed {
  if (message.mentioned) return "mention";
  return chat.kind === "private" ? "direct" : "none";
}

function typeOf({ media, mentioned }: Message): EventType {
  if (isFile(media)) return "file";
  return mentioned ? "mention" : "message";
}

/**
 * The message that its thread began with. A forum's topic is named by its first message, and so is a
 * thread of a supergroup; elsewhere an answer names only the message that it answers.
 */
function threadOf({ id, replyTo, replies }: Message): number | null {
  const target = replyTo && !replyTo.replyToPeerId
    ? replyTo.replyToTopId ?? replyTo.replyToMsgId
    : null;
  if (target) return target;
  return replies && !replies.comments && replies.replies > 0 ? id : null;
}

/** What Telegram's own apps copy as the address of a message; private chats have none. */
function addressOf({ id }: Message, { kind, key, username }: ReadChat): string | null {
  if (!key.startsWith("channel:")) return null;
  if (username) return `https://t.me/${username}/${id}`;
  return kind === "private" ? null : `https://t.me/c/${key.slice("channel:".length)}/${id}`;
}

/**
 * How much it is likely to matter to the owner, 0 to 100: 20, and 40 more when it mentions them, 20
 * when it is written to them alone; 10 less from a program or a broadcast.
 */
function importanceOf(message: Message, chat: ReadChat, bot: boolean): number {
  const score = 20 + (message.mentioned ? 40 : chat.kind === "private" ? 20 : 0);
  return bot || chat.kind === "broadcast" ? score - 10 : score;
}

/** What Telegram said, without the texts that the event has. */
function rawOf(message: Message, { key }: ReadChat): Record<string, unknown> {
  const { id, date, editDate, out, post, replyTo, fwdFrom, groupedId, media, ttlPeriod } = message;
  return {
    id,
    chat: key,
    date,
    ...(message.fromId ? { from: chatKey(message.fromId) } : {}),
    ...(out ? { out } : {}),
    ...(post ? { post } : {}),
    ...(editDate ? { edit_date: editDate } : {}),
    ...(replyTo?.replyToMsgId ? { reply_to: replyTo.replyToMsgId } : {}),
    ...(replyTo?.forumTopic ? { topic: replyTo.replyToTopId ?? replyTo.replyToMsgId } : {}),
    ...(fwdFrom?.fromId ? { forwarded_from: chatKey(fwdFrom.fromId) } : {}),
    ...(fwdFrom?.date ? { forwarded_date: fwdFrom.date } : {}),
    ...(groupedId ? { album: groupedId } : {}),
    ...(media ? { media: media._ } : {}),
    ...(ttlPeriod ? { ttl_period: ttlPeriod } : {}),
  };
}
