/** messages.getDialogs and messages.getPeerDialogs. */
import { Api } from "telegram";
import { type Box, type Message, type Peer, samePeer } from "./boxes.ts";
import { ApiError, renamed } from "./errors.ts";
import { PAGE } from "./history.ts";
import { peerOf, type View } from "./peers.ts";
import { around, messageOf, peerName } from "./render.ts";
import { stateOf } from "./updates.ts";

interface Talk {
  peer: Peer;
  box: Box;
  top: Message;
}

/** Every chat of the account by its newest message, the newest first. */
function talksOf({ world, viewer }: View): Talk[] {
  const { box } = world.mailbox(viewer);
  const tops = new Map<string, Talk>();
  for (const top of box.messages.values()) {
    const name = `${top.peer.kind}:${top.peer.id}`;
    if ((tops.get(name)?.top.id ?? 0) < top.id) tops.set(name, { peer: top.peer, box, top });
  }
  for (const channel of world.channels.values()) {
    const peer: Peer = { kind: "channel", id: channel.id };
    const [top] = channel.box.with(peer);
    if (top && channel.members.has(viewer)) {
      tops.set(`channel:${channel.id}`, { peer, box: channel.box, top });
    }
  }
  return [...tops.values()].sort(newestFirst);
}

const newestFirst = (a: Talk, b: Talk) =>
  b.top.date - a.top.date || b.top.id - a.top.id || b.peer.id - a.peer.id;

export function getDialogs(view: View, request: Api.messages.GetDialogs) {
  if (request.folderId && request.folderId > 1) throw new ApiError(400, "FOLDER_ID_INVALID");
  // Nothing is ever archived here.
  const all = request.folderId === 1 ? [] : talksOf(view);
  const rest = all.slice(startOf(view, all, request));
  const page = rest.slice(0, Math.min(Math.max(1, request.limit), PAGE));
  const content = contentOf(view, page);
  return page.length === all.length
    ? new Api.messages.Dialogs(content)
    : new Api.messages.DialogsSlice({ count: all.length, ...content });
}

/** Where the page begins: behind the dialog that the offsets name, wherever it is by now. */
function startOf(view: View, all: Talk[], request: Api.messages.GetDialogs): number {
  const { offsetDate, offsetId, offsetPeer } = request;
  if (!offsetDate) return 0;
  const peer = offsetPeer instanceof Api.InputPeerEmpty
    ? null
    : renamed("OFFSET_PEER_ID_INVALID", () => peerOf(view, offsetPeer));
  const after = all.findIndex((talk) => {
    const { date, id } = talk.top;
    if (date !== offsetDate) return date < offsetDate;
    if (peer && samePeer(talk.peer, peer)) return false;
    return id !== offsetId ? id < offsetId : talk.peer.id < (peer?.id ?? 0);
  });
  return after < 0 ? all.length : after;
}

export function getPeerDialogs(view: View, request: Api.messages.GetPeerDialogs) {
  const all = talksOf(view);
  const talks = request.peers.flatMap((input) => {
    if (!(input instanceof Api.InputDialogPeer)) throw new ApiError(400, "PEER_ID_INVALID");
    const peer = renamed("PEER_ID_INVALID", () => peerOf(view, input.peer));
    return all.find((talk) => samePeer(talk.peer, peer)) ?? [];
  });
  return new Api.messages.PeerDialogs({ ...contentOf(view, talks), state: stateOf(view) });
}

function contentOf(view: View, talks: Talk[]) {
  const tops = talks.map(({ top }) => top);
  return {
    dialogs: talks.map(({ peer, box, top }) => dialogOf(peer, top.id, box)),
    messages: talks.map(({ box, top }) => messageOf(view, box, top)),
    ...around(view, tops),
  };
}

/** Channels alone tell their pts. */
export function dialogOf(peer: Peer, topMessage: number, box: Box): Api.Dialog {
  return new Api.Dialog({
    peer: peerName(peer),
    ...{ topMessage, readInboxMaxId: 0, readOutboxMaxId: 0, unreadCount: 0 },
    ...{ unreadMentionsCount: 0, unreadReactionsCount: 0 },
    notifySettings: new Api.PeerNotifySettings({}),
    ...(peer.kind === "channel" ? { pts: box.pts } : {}),
  });
}
