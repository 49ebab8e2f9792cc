/** From what a client calls a peer to the peer, where its access hash is the account's own. */
import { Api } from "telegram";
import type { Peer } from "./boxes.ts";
import { ApiError } from "./errors.ts";
import type { Channel, World } from "./world.ts";

/** An account and the state it looks at. */
export interface View {
  world: World;
  viewer: number;
}

/** @throws {ApiError} CHANNEL_INVALID, CHANNEL_PRIVATE, CHAT_ID_INVALID or PEER_ID_INVALID */
export function peerOf(view: View, input: unknown): Peer {
  const { world, viewer } = view;
  if (input instanceof Api.InputPeerSelf || input instanceof Api.InputUserSelf) {
    return { kind: "user", id: viewer };
  }
  if (input instanceof Api.InputPeerUser || input instanceof Api.InputUser) {
    const peer: Peer = { kind: "user", id: input.userId.toJSNumber() };
    const known = world.people.has(peer.id) && isHash(view, peer, input.accessHash);
    if (!known) throw new ApiError(400, "PEER_ID_INVALID");
    return peer;
  }
  if (
    input instanceof Api.InputPeerUserFromMessage || input instanceof Api.InputUserFromMessage
  ) {
    return writerOf(view, input);
  }
  if (input instanceof Api.InputPeerChat) {
    const peer: Peer = { kind: "chat", id: input.chatId.toJSNumber() };
    if (world.mailbox(viewer).box.with(peer).length === 0) {
      throw new ApiError(400, "CHAT_ID_INVALID");
    }
    return peer;
  }
  if (input instanceof Api.InputPeerChannel || input instanceof Api.InputChannel) {
    return { kind: "channel", id: channelOf(view, input).id };
  }
  throw new ApiError(400, "PEER_ID_INVALID");
}

/** The channel, if the account may read it. */
export function channelOf(view: View, input: unknown): Channel {
  if (!(input instanceof Api.InputPeerChannel || input instanceof Api.InputChannel)) {
    throw new ApiError(400, "CHANNEL_INVALID");
  }
  const id = input.channelId.toJSNumber();
  const channel = view.world.channels.get(id);
  if (!channel || !isHash(view, { kind: "channel", id }, input.accessHash)) {
    throw new ApiError(400, "CHANNEL_INVALID");
  }
  if (!mayRead(view, channel)) throw new ApiError(400, "CHANNEL_PRIVATE");
  return channel;
}

export function mayRead({ viewer }: View, channel: Channel): boolean {
  if (channel.members.has(viewer)) return true;
  return channel.username !== undefined && !channel.banned.has(viewer);
}

/**
 * Whether the account knows the person otherwise than from a channel. Of others it gets "min" users,
 * whose access hash opens nothing (core.telegram.org/api/min).
 */
export function knows({ world, viewer }: View, person: number): boolean {
  if (person === viewer) return true;
  const { box } = world.mailbox(viewer);
  if (box.with({ kind: "user", id: person }).length > 0) return true;
  return world.groups.values().some(({ members }) => members.has(viewer) && members.has(person));
}

function isHash({ world, viewer }: View, peer: Peer, hash: Api.long): boolean {
  return BigInt(hash.toString()) === world.accessHash(viewer, peer);
}

function writerOf(
  view: View,
  input: Api.InputPeerUserFromMessage | Api.InputUserFromMessage,
): Peer {
  const peer = peerOf(view, input.peer);
  const { world, viewer } = view;
  const box = peer.kind === "channel"
    ? world.channels.get(peer.id)?.box
    : world.mailbox(viewer).box;
  const id = input.userId.toJSNumber();
  if (box?.messages.get(input.msgId)?.from !== id) throw new ApiError(400, "MSG_ID_INVALID");
  return { kind: "user", id };
}
