/** messages.getHistory, messages.getMessages and channels.getMessages. */
import { Api } from "telegram";
import type { Box, Message } from "./boxes.ts";
import { ApiError, renamed } from "./errors.ts";
import { channelOf, peerOf, type View } from "./peers.ts";
import { around, messageOf } from "./render.ts";
import { longOf } from "./world.ts";

/** The most that one call brings, whatever it asks for. */
export const PAGE = 100;

/** Newest first; the offsets work as core.telegram.org/api/offsets says. */
export function getHistory(view: View, request: Api.messages.GetHistory) {
  const peer = peerOf(view, request.peer);
  const channel = peer.kind === "channel" ? channelOf(view, request.peer) : null;
  const box = channel?.box ?? view.world.mailbox(view.viewer).box;
  const all = box.with(peer);
  const { offsetId, offsetDate, addOffset, maxId, minId } = request;
  const first = all.findIndex(({ id, date }) =>
    (!offsetId || id < offsetId) && (!offsetDate || date < offsetDate)
  );
  const start = Math.max(0, (first < 0 ? all.length : first) + addOffset);
  const limit = Math.min(Math.max(0, request.limit), PAGE);
  const page = all.slice(start, start + limit)
    .filter(({ id }) => (!maxId || id < maxId) && (!minId || id > minId));
  return messagesOf(view, box, page, all.length, channel);
}

/** Messages of private chats and basic groups by id; those that are gone are empty. */
export function getMessages(view: View, request: Api.messages.GetMessages) {
  const { box } = view.world.mailbox(view.viewer);
  return byIds(view, box, request.id, null);
}

export function getChannelMessages(view: View, request: Api.channels.GetMessages) {
  const channel = channelOf(view, request.channel);
  if (request.id.length === 0) throw new ApiError(400, "MESSAGE_IDS_EMPTY");
  return byIds(view, channel.box, request.id, channel);
}

type ChannelOrNone = ReturnType<typeof channelOf> | null;

function byIds(view: View, box: Box, ids: Api.TypeInputMessage[], channel: ChannelOrNone) {
  const found: Message[] = [];
  const rendered = ids.slice(0, PAGE).map((input) => {
    const id = input instanceof Api.InputMessageID ? input.id : 0;
    const message = box.messages.get(id);
    if (!message) return new Api.MessageEmpty({ id });
    found.push(message);
    return messageOf(view, box, message);
  });
  const others = around(view, found, channel ? [{ kind: "channel", id: channel.id }] : []);
  if (!channel) return new Api.messages.Messages({ messages: rendered, ...others });
  return new Api.messages.ChannelMessages({
    ...{ pts: box.pts, count: rendered.length, messages: rendered, topics: [] },
    ...others,
  });
}

function messagesOf(
  view: View,
  box: Box,
  page: Message[],
  count: number,
  channel: ChannelOrNone,
): Api.messages.TypeMessages {
  const messages = page.map((message) => messageOf(view, box, message));
  const others = around(view, page, channel ? [{ kind: "channel", id: channel.id }] : []);
  if (channel) {
    return new Api.messages.ChannelMessages({
      ...{ pts: box.pts, count, messages, topics: [], ...others },
    });
  }
  if (page.length === count) return new Api.messages.Messages({ messages, ...others });
  return new Api.messages.MessagesSlice({ count, messages, ...others });
}

/** Topics of a forum, the last active first. The general topic is the first and has no maker. */
export function getForumTopics(view: View, request: Api.channels.GetForumTopics) {
  const channel = renamed("CHANNEL_INVALID", () => channelOf(view, request.channel));
  if (!channel.forum) throw new ApiError(400, "CHANNEL_FORUM_MISSING");
  const titled = [...channel.topics].filter(([, title]) =>
    title.toLowerCase().includes(request.q?.toLowerCase() ?? "")
  );
  const all = titled.map(([id, title]) => {
    const inTopic = channel.box.with({ kind: "channel", id: channel.id })
      .filter((message) => message.id === id || message.content.topic === id);
    return { id, title, top: inTopic[0], opened: inTopic.at(-1) };
  }).sort((a, b) => (b.top?.id ?? 0) - (a.top?.id ?? 0));
  const after = request.offsetTopic ? all.findIndex(({ id }) => id === request.offsetTopic) + 1 : 0;
  const page = all.slice(after, after + Math.min(Math.max(0, request.limit), PAGE));
  const tops = page.flatMap(({ top }) => top ?? []);
  return new Api.messages.ForumTopics({
    count: all.length,
    topics: page.map(({ id, title, top, opened }) =>
      new Api.ForumTopic({
        ...{ id, title, date: opened?.date ?? channel.date, iconColor: 7_322_096 },
        ...{ topMessage: top?.id ?? id, readInboxMaxId: 0, readOutboxMaxId: 0, unreadCount: 0 },
        ...{ unreadMentionsCount: 0, unreadReactionsCount: 0 },
        fromId: new Api.PeerUser({ userId: longOf(opened?.from ?? 0) }),
        notifySettings: new Api.PeerNotifySettings({}),
      })
    ),
    messages: tops.map((message) => messageOf(view, channel.box, message)),
    ...around(view, tops, [{ kind: "channel", id: channel.id }]),
    pts: channel.box.pts,
  });
}
