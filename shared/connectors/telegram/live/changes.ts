/** What a difference says, sorted by what is to be done about it. */
import { z } from "zod";
import { chatKey, MessageLike, PeerName } from "../messages/message.ts";

const Update = z.looseObject({ _: z.string() });
const WithMessage = z.object({ message: z.unknown() });
const OfChannel = z.object({ channelId: z.string() });
const Deleted = z.object({ messages: z.array(z.int()) });

export interface Changes {
  /** New and edited ones, in their order; not yet parsed. */
  messages: unknown[];
  /** Ids of private chats and basic groups, or of the channel that the difference is of. */
  deleted: number[];
  /** Keys of channels with news, which are told by the channel alone. */
  news: Set<string>;
  /** Keys of channels that were joined, left or renamed. */
  moved: Set<string>;
  /** A channel's past is not what it was. */
  rewritten: boolean;
}

/** @param channel the key of the channel whose difference it is; null: that of the account */
export function changesOf(
  { newMessages, otherUpdates }: { newMessages: unknown[]; otherUpdates: unknown[] },
  channel: string | null,
): Changes {
  const changes: Changes = {
    messages: [],
    deleted: [],
    news: new Set(),
    moved: new Set(),
    rewritten: false,
  };
  const take = (message: unknown) => {
    const key = placeOf(message)?.key;
    if (channel === null && key?.startsWith("channel:")) changes.news.add(key);
    else changes.messages.push(message);
  };
  for (const message of newMessages) take(message);
  for (const item of otherUpdates) {
    const update = Update.safeParse(item).data;
    if (update) sort(update, changes, channel, take);
  }
  return changes;
}

function sort(
  update: z.infer<typeof Update>,
  changes: Changes,
  channel: string | null,
  take: (message: unknown) => void,
): void {
  const channelId = OfChannel.safeParse(update).data?.channelId;
  const key = channelId === undefined ? null : `channel:${channelId}`;
  const ids = Deleted.safeParse(update).data?.messages ?? [];
  switch (update._) {
    case "UpdateNewMessage":
    case "UpdateEditMessage":
    case "UpdateNewChannelMessage":
    case "UpdateEditChannelMessage":
      take(WithMessage.parse(update).message);
      break;
    case "UpdateDeleteMessages":
      if (channel === null) changes.deleted.push(...ids);
      break;
    case "UpdateDeleteChannelMessages":
      if (channel === null && key) changes.news.add(key);
      else changes.deleted.push(...ids);
      break;
    case "UpdateChannelTooLong":
      if (key) changes.news.add(key);
      break;
    case "UpdateChannel":
      if (key) changes.moved.add(key);
      break;
    case "UpdateChannelAvailableMessages":
      if (channel === null && key) changes.news.add(key);
      else changes.rewritten = true;
  }
}

/** Where and when something stands, be it a message, a service message or what is left of one. */
export interface Place {
  id: number;
  /** Seconds since 1970. */
  date: number | null;
  /** As `chatKey` names it. */
  key: string | null;
}

/** Null: it has no id, and is no message of any kind. */
export function placeOf(message: unknown): Place | null {
  const known = MessageLike.safeParse(message).data;
  if (!known) return null;
  const peer = PeerName.safeParse(known["peerId"]).data;
  return {
    id: known.id,
    date: z.int().safeParse(known["date"]).data ?? null,
    key: peer ? chatKey(peer) : null,
  };
}
