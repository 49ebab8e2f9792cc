/** A chat's past, newest first, a page at a time. */
import { ForumTopics, type Topic } from "../messages/topics.ts";
import { TelegramError } from "../port.ts";
import { Messages } from "./answers.ts";
import { placeOf } from "./changes.ts";
import { afterPage } from "./cursors.ts";
import { chatPage, cursorOf, refusedPage, type State, type TelegramPage } from "./state.ts";

/** Yields the next page of what is unread of a chat's past. */
export async function* readPast(state: State, key: string): AsyncGenerator<TelegramPage> {
  const cursor = cursorOf(state, key);
  if (!cursor.gap) return;
  const { before, left } = cursor.gap;
  const { session, now, pageSize } = state.reading;
  const at = now();
  const address = state.chats.address(key);
  let answer;
  try {
    const limit = Math.min(pageSize, left);
    answer = await session.ask(
      (connection) => connection.history(address, before, limit),
      Messages,
    );
  } catch (error) {
    if (!(error instanceof TelegramError && error.failure === "chat_refused")) throw error;
    yield refusedPage(state, key, error.word, at);
    return;
  }
  state.chats.learn(answer);
  const places = answer.messages.map(placeOf).filter((place) => place !== null);
  const oldest = places.length > 0 ? Math.min(...places.map(({ id }) => id)) : null;
  const next = afterPage(cursor, {
    oldest,
    count: places.length,
    ended: oldest === 1 || places.some(({ date }) => date !== null && date < state.start) ||
      // A list that is no slice is all that there is.
      (before === 0 && answer._ === "messages.Messages"),
  });
  const recent = answer.messages.filter((message) => {
    const date = placeOf(message)?.date ?? null;
    return date === null || date >= state.start;
  });
  const page = chatPage(
    state,
    key,
    // What happens in a channel after its newest page is told from here on.
    before === 0 ? { ...next, pts: answer.pts ?? next.pts, behind: false } : next,
    at,
    { messages: recent, around: answer },
  );
  // Not those that its messages open: what is read backwards would bring back an earlier name.
  const topics = before === 0 && state.chats.isForum(key) ? await topicsOf(state, key) : [];
  yield { ...page, topics, reset: before === 0 };
}

/** The forum's topics, most of which were opened long ago; none where they are not shown. */
async function topicsOf({ chats, reading: { session } }: State, key: string): Promise<Topic[]> {
  const address = chats.address(key);
  try {
    return (await session.ask((connection) => connection.topics(address), ForumTopics)).topics;
  } catch (error) {
    if (error instanceof TelegramError && error.failure === "chat_refused") return [];
    throw error;
  }
}
