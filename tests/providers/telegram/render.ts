/** The state as one account sees it, in Telegram's own types. */
import { Api } from "telegram";
import { type Box, type Message, type Peer, samePeer } from "./boxes.ts";
import type { Forward } from "./content.ts";
import { knows, mayRead, type View } from "./peers.ts";
import { type Channel, type Group, longOf, type Person } from "./world.ts";

export function userOf(view: View, person: Person): Api.User {
  const { world, viewer } = view;
  const { id, firstName, lastName, username, phone, bot, deleted } = person;
  const self = id === viewer;
  const min = !knows(view, id);
  const accessHash = longOf(world.accessHash(viewer, { kind: "user", id }, min));
  if (deleted) return new Api.User({ id: longOf(id), deleted, accessHash });
  return new Api.User({
    ...{ id: longOf(id), self, min, accessHash, firstName, contact: !min && !self },
    ...(lastName ? { lastName } : {}),
    ...(username ? { username } : {}),
    ...(phone && !min ? { phone } : {}),
    ...(bot ? { bot, botInfoVersion: 1 } : {}),
  });
}

export function groupOf({ viewer }: View, group: Group): Api.Chat {
  return new Api.Chat({
    id: longOf(group.id),
    title: group.title,
    left: !group.members.has(viewer),
    photo: new Api.ChatPhotoEmpty(),
    participantsCount: group.members.size,
    date: group.date,
    version: 1,
  });
}

export function channelChat(view: View, channel: Channel): Api.Channel | Api.ChannelForbidden {
  const { id, title, broadcast, forum, username, members, date } = channel;
  const accessHash = longOf(view.world.accessHash(view.viewer, { kind: "channel", id }));
  const common = { id: longOf(id), accessHash, title, broadcast, megagroup: !broadcast };
  if (!mayRead(view, channel)) return new Api.ChannelForbidden(common);
  return new Api.Channel({
    ...common,
    ...(username ? { username } : {}),
    forum,
    left: !members.has(view.viewer),
    photo: new Api.ChatPhotoEmpty(),
    date,
    participantsCount: members.size,
  });
}

export function peerName(peer: Peer): Api.TypePeer {
  const id = longOf(peer.id);
  if (peer.kind === "user") return new Api.PeerUser({ userId: id });
  if (peer.kind === "chat") return new Api.PeerChat({ chatId: id });
  return new Api.PeerChannel({ channelId: id });
}

export function messageOf(view: View, box: Box, message: Message): Api.TypeMessage {
  const { id, from, date, peer, content } = message;
  const out = from === view.viewer;
  const replyTo = replyHeader(view, box, message);
  const common = {
    ...{ id, out, date, peerId: peerName(peer) },
    post: peer.kind === "channel" && from === null,
    ...(replyTo ? { replyTo } : {}),
    // In a private chat what comes in can only be the other's.
    ...(from !== null && (out || peer.kind !== "user")
      ? { fromId: peerName({ kind: "user", id: from }) }
      : {}),
    ...(content.ttlPeriod ? { ttlPeriod: content.ttlPeriod } : {}),
  };
  if (content.action) return new Api.MessageService({ ...common, action: content.action });
  return new Api.Message({
    ...common,
    message: content.text,
    ...(content.entities ? { entities: content.entities } : {}),
    ...(content.media ? { media: content.media } : {}),
    ...(content.forward ? { fwdFrom: forwardHeader(content.forward) } : {}),
    ...(content.groupedId ? { groupedId: longOf(content.groupedId) } : {}),
    ...(message.editDate ? { editDate: message.editDate } : {}),
  });
}

/** In a forum a topic's first message stands in for its thread (core.telegram.org/api/forum). */
function replyHeader(view: View, box: Box, message: Message): Api.MessageReplyHeader | null {
  const { replyTo, topic } = message.content;
  const target = replyTo && box.byUid(replyTo.uid);
  const forum = message.peer.kind === "channel" &&
    view.world.channels.get(message.peer.id)?.forum === true;
  if (topic !== undefined) {
    return new Api.MessageReplyHeader({
      forumTopic: true,
      replyToMsgId: target?.id ?? topic,
      ...(target && target.id !== topic ? { replyToTopId: topic } : {}),
    });
  }
  if (!target) return null;
  const root = threadRoot(box, target);
  const isThread = message.peer.kind === "channel" && !forum && root.id !== target.id;
  return new Api.MessageReplyHeader({
    replyToMsgId: target.id,
    ...(isThread ? { replyToTopId: root.id } : {}),
  });
}

function threadRoot(box: Box, message: Message): Message {
  for (let at = message;;) {
    const above = at.content.replyTo && box.byUid(at.content.replyTo.uid);
    if (!above || !samePeer(above.peer, message.peer)) return at;
    at = above;
  }
}

function forwardHeader({ from, channel, name, date }: Forward): Api.MessageFwdHeader {
  const source: Peer | null = from !== undefined
    ? { kind: "user", id: from }
    : channel !== undefined
    ? { kind: "channel", id: channel }
    : null;
  return new Api.MessageFwdHeader({
    date,
    ...(source ? { fromId: peerName(source) } : {}),
    ...(name ? { fromName: name } : {}),
  });
}

/** The users and chats that `messages` and `peers` speak of. */
export function around(
  view: View,
  messages: Iterable<Message>,
  peers: Iterable<Peer> = [],
): { users: Api.TypeUser[]; chats: Api.TypeChat[] } {
  const { world, viewer } = view;
  const found = new Map<string, Peer>();
  const add = (peer: Peer) => found.set(`${peer.kind}:${peer.id}`, peer);
  for (const peer of peers) add(peer);
  for (const { peer, from, content } of messages) {
    add(peer);
    if (from !== null) add({ kind: "user", id: from });
    const { forward } = content;
    if (forward?.from !== undefined) add({ kind: "user", id: forward.from });
    if (forward?.channel !== undefined) add({ kind: "channel", id: forward.channel });
    if (peer.kind === "user") add({ kind: "user", id: viewer });
  }
  const users: Api.TypeUser[] = [];
  const chats: Api.TypeChat[] = [];
  for (const { kind, id } of found.values()) {
    const person = world.people.get(id);
    const group = world.groups.get(id);
    const channel = world.channels.get(id);
    if (kind === "user" && person) users.push(userOf(view, person));
    if (kind === "chat" && group) chats.push(groupOf(view, group));
    if (kind === "channel" && channel) chats.push(channelChat(view, channel));
  }
  return { users, chats };
}
