/** What is asked of Telegram when it is read. */
import bigInt from "big-integer";
import { Api } from "telegram";
import { plain } from "../plain.ts";
import type { PeerAddress, TelegramConnection } from "../port.ts";

export function connectionOver(
  send: (request: Api.AnyRequest) => Promise<unknown>,
  close: () => Promise<void>,
): TelegramConnection {
  const ask = async (request: Api.AnyRequest) => plain(await send(request), bigInt.isInstance);
  const hash = bigInt.zero;
  return {
    state: () => ask(new Api.updates.GetState()),
    difference: (state) => ask(new Api.updates.GetDifference(state)),
    channelDifference: (channel, pts) =>
      ask(
        new Api.updates.GetChannelDifference({
          channel: inputChannel(channel),
          filter: new Api.ChannelMessagesFilterEmpty(),
          pts,
          limit: PAGE,
        }),
      ),
    dialogs: (after) =>
      ask(
        new Api.messages.GetDialogs({
          offsetDate: after?.date ?? 0,
          offsetId: after?.id ?? 0,
          offsetPeer: after ? inputPeer(after.peer) : new Api.InputPeerEmpty(),
          limit: PAGE,
          hash,
        }),
      ),
    history: (peer, offsetId, limit) =>
      ask(
        new Api.messages.GetHistory({
          peer: inputPeer(peer),
          ...{ offsetId, limit, offsetDate: 0, addOffset: 0, maxId: 0, minId: 0, hash },
        }),
      ),
    messages(peer, ids) {
      const id = ids.map((id) => new Api.InputMessageID({ id }));
      return ask(
        peer.kind === "channel"
          ? new Api.channels.GetMessages({ channel: inputChannel(peer), id })
          : new Api.messages.GetMessages({ id }),
      );
    },
    topics: (channel) =>
      ask(
        new Api.channels.GetForumTopics({
          channel: inputChannel(channel),
          ...{ offsetDate: 0, offsetId: 0, offsetTopic: 0, limit: PAGE },
        }),
      ),
    close,
  };
}

/** The most that Telegram gives at once. */
const PAGE = 100;

function inputPeer({ kind, id, accessHash }: PeerAddress): Api.TypeInputPeer {
  const hash = bigInt(accessHash ?? "0");
  if (kind === "user") return new Api.InputPeerUser({ userId: bigInt(id), accessHash: hash });
  if (kind === "chat") return new Api.InputPeerChat({ chatId: bigInt(id) });
  return new Api.InputPeerChannel({ channelId: bigInt(id), accessHash: hash });
}

function inputChannel({ id, accessHash }: PeerAddress): Api.InputChannel {
  return new Api.InputChannel({ channelId: bigInt(id), accessHash: bigInt(accessHash ?? "0") });
}
