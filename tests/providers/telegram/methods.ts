/** The methods of a signed-in account that the data centre has. */
import { Buffer } from "node:buffer";
import { Api } from "telegram";
import { getChannelDifference } from "./channel_updates.ts";
import { getDialogs, getPeerDialogs } from "./dialogs.ts";
import { ApiError } from "./errors.ts";
import { getChannelMessages, getForumTopics, getHistory, getMessages } from "./history.ts";
import { channelOf, peerOf, type View } from "./peers.ts";
import { channelChat, groupOf, userOf } from "./render.ts";
import { getDifference, stateOf } from "./updates.ts";
import { int } from "./wire.ts";
import { longOf } from "./world.ts";

/** Something of the API that is sent as bytes. */
export interface Sent {
  getBytes(): Buffer;
}

type Method = (view: View, request: unknown) => Sent | Sent[] | null;

/** A method, for requests of its class alone. */
function method<R>(
  type: abstract new (...args: never[]) => R,
  run: (view: View, request: R) => Sent | Sent[],
): Method {
  return (view, request) => request instanceof type ? run(view, request) : null;
}

const METHODS: readonly Method[] = [
  method(Api.users.GetUsers, (view, { id }) => id.map((input) => userBy(view, input))),
  method(Api.users.GetFullUser, getFullUser),
  method(Api.messages.GetDialogs, getDialogs),
  method(Api.messages.GetPeerDialogs, getPeerDialogs),
  method(Api.messages.GetHistory, getHistory),
  method(Api.messages.GetMessages, getMessages),
  method(Api.messages.GetChats, getChats),
  method(Api.channels.GetMessages, getChannelMessages),
  method(Api.channels.GetChannels, getChannels),
  method(Api.channels.GetForumTopics, getForumTopics),
  method(Api.updates.GetState, stateOf),
  method(Api.updates.GetDifference, getDifference),
  method(Api.updates.GetChannelDifference, getChannelDifference),
];

/** Bytes of the answer; null where there is no such method. */
export function answer(view: View, request: unknown): Buffer | null {
  for (const run of METHODS) {
    const result = run(view, request);
    if (Array.isArray(result)) return vector(result);
    if (result) return result.getBytes();
  }
  return null;
}

function vector(items: Sent[]): Buffer {
  const bytes = items.map((item) => item.getBytes());
  return Buffer.concat([int(0x1cb5c415), int(items.length), ...bytes]);
}

/** Whom an input does not open is empty, without an error. */
function userBy(view: View, input: unknown): Api.TypeUser {
  try {
    const person = view.world.people.get(peerOf(view, input).id);
    if (person) return userOf(view, person);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  const id = input instanceof Api.InputUser ? input.userId : undefined;
  return new Api.UserEmpty({ id: id ?? longOf(0) });
}

function getFullUser(view: View, { id }: Api.users.GetFullUser): Api.users.UserFull {
  const user = userBy(view, id);
  if (!(user instanceof Api.User)) throw new ApiError(400, "USER_ID_INVALID");
  return new Api.users.UserFull({
    fullUser: new Api.UserFull({
      id: user.id,
      settings: new Api.PeerSettings({}),
      notifySettings: new Api.PeerNotifySettings({}),
      commonChatsCount: 0,
    }),
    chats: [],
    users: [user],
  });
}

function getChats(view: View, { id }: Api.messages.GetChats): Api.messages.Chats {
  const chats = id.map((chatId) => {
    const peer = peerOf(view, new Api.InputPeerChat({ chatId }));
    const group = view.world.groups.get(peer.id);
    if (!group) throw new ApiError(400, "CHAT_ID_INVALID");
    return groupOf(view, group);
  });
  return new Api.messages.Chats({ chats });
}

function getChannels(view: View, { id }: Api.channels.GetChannels): Api.messages.Chats {
  const chats = id.map((input) => channelChat(view, channelOf(view, input)));
  return new Api.messages.Chats({ chats });
}
