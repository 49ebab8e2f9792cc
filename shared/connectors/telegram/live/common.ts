/** What is new in private chats and basic groups, and which channels have news. */
import { TelegramError } from "../port.ts";
import { Difference, State as UpdatesState } from "./answers.ts";
import { changesOf, placeOf } from "./changes.ts";
import { ChatCursor, unread, UpdatesCursor } from "./cursors.ts";
import {
  chatPage,
  chatPages,
  cursorOf,
  deletionOf,
  type State,
  type TelegramPage,
  updatesPage,
} from "./state.ts";

/** Yields all that happened since the stored position; without one, or too late for it, a new one. */
export async function* readUpdates(state: State, at: Date): AsyncGenerator<TelegramPage> {
  const { session } = state.reading;
  for (;;) {
    const from = state.updates;
    if (from === null) {
      yield* startOver(state, at);
      return;
    }
    const answer = await session.ask((connection) => connection.difference(from), Difference)
      .catch((error: unknown) => {
        if (error instanceof TelegramError && error.failure === "state_lost") return null;
        throw error;
      });
    if (answer === null || answer._ === "updates.DifferenceTooLong") {
      yield* startOver(state, at);
      return;
    }
    if (answer._ === "updates.DifferenceEmpty") {
      state.updates = { ...from, date: answer.date };
      return;
    }
    const slice = answer._ === "updates.DifferenceSlice";
    yield* told(state, answer, slice ? answer.intermediateState : answer.state, at);
    if (!slice) return;
  }
}

/**
 * Takes a new position before anything else is read, so that what happens meanwhile is told later;
 * whatever was read until now has to be read as a whole again.
 */
async function* startOver(state: State, at: Date): AsyncGenerator<TelegramPage> {
  const position = await state.reading.session.ask(
    (connection) => connection.state(),
    UpdatesState,
  );
  for (const [key, cursor] of state.cursors) {
    if (!state.chats.isSelected(key)) continue;
    const again: ChatCursor = cursor.pts === null
      ? unread(cursor.expiring)
      : { ...cursor, behind: true };
    yield chatPage(state, key, again, at);
  }
  // Dialogs tell of chats that nobody heard of.
  state.chats.missing();
  yield* chatPages(state, at);
  yield updatesPage(state, position, at);
}

type News = Extract<Difference, { newMessages: unknown[] }>;

/** A page for each chat, its cursor as it was, and last the new position with what was deleted. */
async function* told(
  state: State,
  answer: News,
  position: UpdatesCursor,
  at: Date,
): AsyncGenerator<TelegramPage> {
  const { chats } = state;
  chats.learn(answer);
  const changes = changesOf(answer, null);
  const groups = Map.groupBy(changes.messages, (message) => placeOf(message)?.key ?? null);
  for (const [key, messages] of groups) {
    const dates = messages.map((message) => placeOf(message)?.date ?? 0);
    if (key !== null) chats.adopt(key, answer, Math.max(0, ...dates));
  }
  for (const key of [...changes.news, ...changes.moved]) {
    const news = changes.news.has(key);
    chats.adopt(key, answer, news ? position.date : 0);
    if (news) markBehind(state, key);
    else if (!chats.has(key)) chats.missing();
  }
  // A channel that was joined may hold what is older than the news of it.
  if ([...changes.moved].some((key) => chats.isSelected(key) && !state.cursors.has(key))) {
    chats.missing();
  }
  const changed = new Set([...groups.keys(), ...changes.news]);
  const read = [...changed].filter((key) => key !== null).filter((key) => chats.isSelected(key));
  const fresh = read.filter((key) => !state.cursors.has(key));
  for (const key of fresh) state.cursors.set(key, cursorOf(state, key));
  yield* chatPages(state, at, fresh.length > 0);
  for (const key of read) {
    yield chatPage(state, key, cursorOf(state, key), at, {
      messages: groups.get(key) ?? [],
      around: answer,
    });
  }
  const unknown = groups.get(null) ?? [];
  yield {
    ...updatesPage(state, position, at),
    deletions: changes.deleted.map((id) => deletionOf(state, "", id)),
    problems: unknown.length > 0
      ? [{ resource: "updates", code: "message_unreadable", count: unknown.length }]
      : [],
  };
}

/** A channel's news are told by the channel; one that is to be read as a whole tells them with it. */
export function markBehind(state: State, key: string): void {
  const cursor = state.cursors.get(key);
  if (!cursor || !state.chats.isSelected(key)) return;
  const gap = cursor.gap ?? (cursor.pts === null ? unread().gap : null);
  state.cursors.set(key, { ...cursor, gap, behind: cursor.pts !== null });
}
