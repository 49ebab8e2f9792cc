/** updates.getState and updates.getDifference (core.telegram.org/api/updates). */
import { Api } from "telegram";
import type { Box, Entry, Message } from "./boxes.ts";
import { ApiError } from "./errors.ts";
import type { View } from "./peers.ts";
import { around, messageOf, peerName } from "./render.ts";
import { longOf } from "./world.ts";

export function stateOf({ world, viewer }: View): Api.updates.State {
  const { box: { pts }, qts, seq } = world.mailbox(viewer);
  return new Api.updates.State({ pts, qts, seq, date: world.seconds, unreadCount: 0 });
}

export function getDifference(view: View, request: Api.updates.GetDifference) {
  const { world, viewer } = view;
  const mailbox = world.mailbox(viewer);
  const { box } = mailbox;
  const { pts, qts, date, ptsLimit, ptsTotalLimit } = request;
  checkPts(pts, box);
  if (!date) throw new ApiError(400, "DATE_EMPTY");
  const entries = box.since(pts);
  if (!entries || (ptsTotalLimit && box.pts - pts > ptsTotalLimit)) {
    return new Api.updates.DifferenceTooLong({ pts: box.pts });
  }
  const slice = entries.slice(0, Math.min(ptsLimit || world.slice, world.slice));
  const isLast = slice.length === entries.length;
  const secrets = isLast ? mailbox.secrets.filter((secret) => secret.qts > qts) : [];
  // Which channels have news is known by the second: one may be named once too often.
  const channels = isLast ? channelNews(view, date) : { updates: [], peers: [] };
  if (slice.length + secrets.length + channels.updates.length === 0) {
    return new Api.updates.DifferenceEmpty({ date: world.seconds, seq: mailbox.seq });
  }
  const { newMessages, updates, read } = changesOf(view, box, slice);
  const content = {
    newMessages,
    newEncryptedMessages: secrets.map(({ message }) => message),
    otherUpdates: [...updates, ...channels.updates],
    ...around(view, read, channels.peers),
  };
  if (isLast) return new Api.updates.Difference({ ...content, state: stateOf(view) });
  const intermediateState = new Api.updates.State({
    ...{ pts: slice.at(-1)?.pts ?? pts, qts, date, seq: mailbox.seq, unreadCount: 0 },
  });
  return new Api.updates.DifferenceSlice({ ...content, intermediateState });
}

/** @throws {ApiError} PERSISTENT_TIMESTAMP_EMPTY, or _INVALID for one that is yet to come */
export function checkPts(pts: number, box: Box): void {
  if (pts === 0) throw new ApiError(400, "PERSISTENT_TIMESTAMP_EMPTY");
  if (pts < 0 || pts > box.pts) throw new ApiError(400, "PERSISTENT_TIMESTAMP_INVALID");
}

/** What a client is told of changes: messages as they are by now, none that are gone since. */
export function changesOf(view: View, box: Box, entries: Entry[]) {
  const read: Message[] = [];
  const newMessages: Api.TypeMessage[] = [];
  const updates: Api.TypeUpdate[] = [];
  for (const entry of entries) {
    if (entry.kind === "delete" || entry.kind === "read") {
      updates.push(noticeOf(entry));
      continue;
    }
    const message = box.messages.get(entry.id);
    if (!message) continue;
    read.push(message);
    const rendered = messageOf(view, box, message);
    if (entry.kind === "new") newMessages.push(rendered);
    else updates.push(editOf(message, rendered, entry));
  }
  return { newMessages, updates, read };

  function noticeOf(entry: Entry & { kind: "delete" | "read" }): Api.TypeUpdate {
    const { pts, ptsCount } = entry;
    if (entry.kind === "read") {
      const { maxId } = entry;
      const peer = peerName(entry.peer);
      return new Api.UpdateReadHistoryInbox({ peer, maxId, stillUnreadCount: 0, pts, ptsCount });
    }
    const channel = view.world.channels.values().find((candidate) => candidate.box === box);
    const messages = entry.ids;
    return channel
      ? new Api.UpdateDeleteChannelMessages({
        ...{ channelId: longOf(channel.id), messages, pts, ptsCount },
      })
      : new Api.UpdateDeleteMessages({ messages, pts, ptsCount });
  }
}

function editOf(message: Message, rendered: Api.TypeMessage, { pts, ptsCount }: Entry) {
  return message.peer.kind === "channel"
    ? new Api.UpdateEditChannelMessage({ message: rendered, pts, ptsCount })
    : new Api.UpdateEditMessage({ message: rendered, pts, ptsCount });
}

function channelNews({ world, viewer }: View, since: number) {
  const { notices } = world.mailbox(viewer);
  const moved = new Set(notices.filter(({ date }) => date >= since).map(({ channel }) => channel));
  const changed = [...world.channels.values()].filter((channel) =>
    channel.members.has(viewer) && channel.changedAt >= since
  );
  return {
    updates: [
      ...[...moved].map((id) => new Api.UpdateChannel({ channelId: longOf(id) })),
      ...changed.map(({ id, box }) =>
        new Api.UpdateChannelTooLong({ channelId: longOf(id), pts: box.pts })
      ),
    ],
    peers: [...moved, ...changed.map(({ id }) => id)].map((id) => ({
      kind: "channel" as const,
      id,
    })),
  };
}
