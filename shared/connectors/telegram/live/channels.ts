/** What is new in one channel, which counts its changes by itself. */
import { TelegramError } from "../port.ts";
import { ChannelDifference } from "./answers.ts";
import { changesOf } from "./changes.ts";
import { unread } from "./cursors.ts";
import {
  chatPage,
  cursorOf,
  deletionOf,
  refusedPage,
  type State,
  type TelegramPage,
} from "./state.ts";

/** Telegram's word for a channel whose news have not reached the server that was asked. */
const OUTDATED = "persistent_timestamp_outdated";

/** Yields a page of a channel's news, which may not be the last. */
export async function* readChannel(state: State, key: string): AsyncGenerator<TelegramPage> {
  const cursor = cursorOf(state, key);
  const { pts } = cursor;
  const at = state.reading.now();
  if (pts === null) {
    yield chatPage(state, key, unread(cursor.expiring), at);
    return;
  }
  const address = state.chats.address(key);
  let answer;
  try {
    answer = await state.reading.session.ask(
      (connection) => connection.channelDifference(address, pts),
      ChannelDifference,
    );
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error;
    if (error.failure === "chat_refused") yield refusedPage(state, key, error.word, at);
    else if (error.failure === "state_lost") {
      yield chatPage(state, key, unread(cursor.expiring), at);
    } else if (error.word === OUTDATED) state.later.add(key);
    else throw error;
    return;
  }
  if (answer._ === "updates.ChannelDifferenceTooLong") {
    yield chatPage(state, key, unread(cursor.expiring), at);
    return;
  }
  if (answer._ === "updates.ChannelDifferenceEmpty") {
    yield chatPage(state, key, { ...cursor, pts: answer.pts, behind: false }, at);
    return;
  }
  state.chats.learn(answer);
  const { messages, deleted, rewritten } = changesOf(answer, key);
  const next = rewritten
    ? unread(cursor.expiring)
    : { ...cursor, pts: answer.pts, behind: answer.final !== true };
  const page = chatPage(state, key, next, at, { messages, around: answer });
  const gone = deleted.map((id) => deletionOf(state, key, id));
  yield { ...page, deletions: [...page.deletions, ...gone] };
}
