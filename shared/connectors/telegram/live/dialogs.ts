/** All chats that the account has: what is new among them, and channels whose news nobody told. */
import { chatKey } from "../messages/message.ts";
import type { DialogOffset } from "../port.ts";
import { Dialogs } from "./answers.ts";
import { placeOf } from "./changes.ts";
import type { Chats } from "./chats.ts";
import { markBehind } from "./common.ts";
import { chatPage, chatPages, cursorOf, type State, type TelegramPage } from "./state.ts";
import type { TelegramSession } from "./session.ts";

/** A chat as the list of dialogs shows it. */
export interface Listed {
  key: string;
  /** A channel's position by now. */
  pts: number | null;
}

/** Yields the list of chats, and marks what is to be read of them. */
export async function* readDialogs(state: State, at: Date): AsyncGenerator<TelegramPage> {
  const { chats, cursors } = state;
  const listed = await listDialogs(state.reading.session, chats);
  chats.listed(new Set(listed.map(({ key }) => key)), at);
  yield* chatPages(state, at, true);
  for (const { key, pts } of listed) {
    const cursor = cursors.get(key);
    if (!cursor || !chats.isSelected(key) || pts === null || cursor.behind || cursor.gap) continue;
    // Without a position it was out of reach until now.
    if (cursor.pts !== null && pts <= cursor.pts) continue;
    markBehind(state, key);
    yield chatPage(state, key, cursorOf(state, key), at);
  }
}

/** The dialogs, the most recent first, each of which `chats` then knows. */
export async function listDialogs(
  session: Pick<TelegramSession, "ask">,
  chats: Chats,
): Promise<Listed[]> {
  const found = new Map<string, Listed>();
  let after: DialogOffset | null = null;
  do after = await listSome(session, chats, after, found); while (after !== null);
  return [...found.values()];
}

/** One page of dialogs; returns where the next begins, or null where there is none. */
async function listSome(
  session: Pick<TelegramSession, "ask">,
  chats: Chats,
  from: DialogOffset | null,
  found: Map<string, Listed>,
): Promise<DialogOffset | null> {
  const answer = await session.ask((connection) => connection.dialogs(from), Dialogs);
  chats.learn(answer);
  const before = found.size;
  let next: DialogOffset | null = null;
  for (const dialog of answer.dialogs) {
    if (dialog._ !== "Dialog") continue;
    const key = chatKey(dialog.peer);
    const date = topDate(answer, key, dialog.topMessage);
    if (!chats.adopt(key, answer, date ?? 0)) continue;
    found.set(key, { key, pts: dialog.pts ?? null });
    if (date) next = { date, id: dialog.topMessage, peer: chats.address(key) };
  }
  // A list that is no slice is whole; one that brings nothing new goes round in circles.
  return answer._ === "messages.Dialogs" || found.size === before ? null : next;
}

function topDate({ messages }: Dialogs, key: string, id: number): number | null {
  const places = messages.map(placeOf);
  return places.find((place) => place?.id === id && place.key === key)?.date ?? null;
}
