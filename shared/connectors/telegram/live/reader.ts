/**
 * One reading of an account: what is new, then what is still to be read. Each page is stored with the
 * cursor that goes on behind it before the next one is asked for, and nothing is marked as read.
 */
import { ConnectorError } from "../../connector.ts";
import { readChannel } from "./channels.ts";
import { readUpdates } from "./common.ts";
import { readDialogs } from "./dialogs.ts";
import { readPast } from "./history.ts";
import {
  chatPage,
  chatPages,
  cursorOf,
  deletionOf,
  openState,
  type Reading,
  readKeys,
  type State,
  type TelegramPage,
  updatesPage,
} from "./state.ts";

/** Yields what is new and what is unread, the newest first. */
export async function* readAccount(reading: Reading): AsyncGenerator<TelegramPage> {
  const began = reading.now();
  const state = openState(reading, began);
  yield* expire(state, began);
  yield* chatPages(state, began);
  yield* readUpdates(state, began);
  if (state.chats.isListingDue(began)) yield* readDialogs(state, began);
  yield* readUnread(state);
  if (state.later.size > 0) {
    throw new ConnectorError("persistent_timestamp_outdated", { kind: "retry" });
  }
  if (state.updates) {
    const page = updatesPage(state, state.updates, began);
    yield { ...page, complete: true, advance: began.toISOString() };
  }
}

/** A page of every chat in turn, so that the newest of all comes before the older of any. */
async function* readUnread(state: State): AsyncGenerator<TelegramPage> {
  const isBehind = (key: string) => cursorOf(state, key).behind && !state.later.has(key);
  const hasGap = (key: string) => cursorOf(state, key).gap !== null;
  for (;;) {
    const keys = readKeys(state).filter((key) => isBehind(key) || hasGap(key));
    if (keys.length === 0) return;
    for (const key of keys) {
      if (isBehind(key)) yield* readChannel(state, key);
      if (hasGap(key)) yield* readPast(state, key);
    }
  }
}

/** What was to disappear by itself, and whose time has come. */
function* expire(state: State, now: Date): Generator<TelegramPage> {
  const seconds = now.getTime() / 1000;
  for (const [key, cursor] of state.cursors) {
    const over = cursor.expiring.filter(([, end]) => end <= seconds);
    if (over.length === 0) continue;
    const expiring = cursor.expiring.filter(([, end]) => end > seconds);
    const page = chatPage(state, key, { ...cursor, expiring }, now);
    yield { ...page, deletions: over.map(([id]) => deletionOf(state, key, id)) };
  }
}
