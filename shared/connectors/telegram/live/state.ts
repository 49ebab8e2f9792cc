/** What one reading knows, and the pages that it is stored by. */
import type { Selection } from "../../../contracts/connectors.ts";
import type { Deletion } from "../../../contracts/events.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import { sourceVersion } from "../../../events/version.ts";
import { type Message, Message as MessageSchema, MessageLike } from "../messages/message.ts";
import { type Around, botsOf, namesOf } from "../messages/names.ts";
import { endOf, messageId, normaliseMessage } from "../messages/normalise.ts";
import { type Topic, topicsAmong } from "../messages/topics.ts";
import { Chats } from "./chats.ts";
import { ChatCursor, PEERS, PeersCursor, unread, UPDATES, UpdatesCursor } from "./cursors.ts";
import type { TelegramSession } from "./session.ts";

/** Something of one resource that is stored at once. */
export interface TelegramPage {
  resource: string;
  parts: ThreadPart[];
  /** Threads that have a name of their own. */
  topics: Topic[];
  /** Every resource of the account, where it is known anew. */
  resources?: string[];
  /** All of it is about to be read anew. */
  reset: boolean;
  deletions: Deletion[];
  problems: { resource: string; code: string; count: number | null }[];
  cursor: Record<string, unknown>;
  complete: boolean;
  /** When it was asked for. */
  at: Date;
  /** Everything that was complete has been read until here. */
  advance?: string;
}

/** What a reading is done with. */
export interface Reading {
  session: Pick<TelegramSession, "ask">;
  /** The account's id at Telegram. */
  accountId: string;
  /** What its owner is called. */
  ownName: string;
  selection: Selection;
  /** Cursors by resource, as they were stored. */
  cursors: ReadonlyMap<string, unknown>;
  now: () => Date;
  initialDays: number;
  /** Messages of a page of the past. */
  pageSize: number;
}

export interface State {
  reading: Reading;
  chats: Chats;
  /** Null: the position in the common updates is not known. */
  updates: UpdatesCursor | null;
  cursors: Map<string, ChatCursor>;
  /** What is older is not read of a chat that is new: seconds since 1970. */
  start: number;
  /** Channels whose position Telegram itself had not reached yet. */
  later: Set<string>;
}

export function openState(reading: Reading, now: Date): State {
  const { cursors, selection, initialDays } = reading;
  const chats = new Chats(PeersCursor.safeParse(cursors.get(PEERS)).data, selection);
  const known = new Map<string, ChatCursor>();
  const start = Math.floor(now.getTime() / 1000) - initialDays * 24 * 3600;
  for (const [resource, stored] of cursors) {
    if (resource === PEERS || resource === UPDATES) continue;
    // One that does not fit is read anew.
    known.set(resource, ChatCursor.safeParse(stored).data ?? unread());
  }
  const updates = UpdatesCursor.safeParse(cursors.get(UPDATES)).data ?? null;
  return { reading, chats, updates, cursors: known, start, later: new Set() };
}

/** Chats that are read: what was chosen and is begun, or has something to be read. */
export function readKeys({ chats, cursors, start }: State): string[] {
  return chats.selected().filter((key) => cursors.has(key) || chats.topOf(key) >= start);
}

/** The cursor of a chat that is read; one that was never begun is to be read as a whole. */
export function cursorOf(state: State, key: string): ChatCursor {
  return state.cursors.get(key) ?? unread();
}

/**
 * The chats as they are by now, where that is not stored yet, and without those that are read no
 * more: whoever comes back is read as a whole. Comes before the position that was taken meanwhile.
 */
export function* chatPages(state: State, at: Date, fresh = false): Generator<TelegramPage> {
  let dropped = false;
  for (const [key, { gap, expiring }] of [...state.cursors]) {
    if (state.chats.isSelected(key)) continue;
    if (expiring.length === 0) dropped = state.cursors.delete(key);
    // What disappears by itself does so in a chat that is read no more, too.
    else if (gap?.before !== 0) yield chatPage(state, key, unread(expiring), at);
  }
  if (dropped || fresh || state.chats.changed) yield peersPage(state, at);
}

/** The page of all chats, which also says what there is to be read. */
function peersPage(state: State, at: Date): TelegramPage {
  state.chats.changed = false;
  return {
    ...emptyPage(PEERS, state.chats.cursor, at),
    complete: state.chats.isWhole,
    resources: [...new Set([PEERS, UPDATES, ...readKeys(state), ...state.cursors.keys()])],
  };
}

/** A position that was reached; everything before it is read when the reading has come to its end. */
export function updatesPage(state: State, updates: UpdatesCursor, at: Date): TelegramPage {
  state.updates = updates;
  return { ...emptyPage(UPDATES, updates, at), complete: false };
}

function emptyPage(resource: string, cursor: Record<string, unknown>, at: Date): TelegramPage {
  return {
    resource,
    parts: [],
    topics: [],
    reset: false,
    deletions: [],
    problems: [],
    cursor,
    complete: true,
    at,
  };
}

/** Messages of one chat as they were told, not yet parsed, and with whom. */
export interface Told {
  messages: readonly unknown[];
  around: Around;
}

/** Keeps a chat's cursor and makes the page that stores it, with messages where some were told. */
export function chatPage(
  state: State,
  key: string,
  cursor: ChatCursor,
  at: Date,
  told: Told = { messages: [], around: { users: [], chats: [] } },
): TelegramPage {
  const { messages, unreadable } = parsed(told.messages);
  const { accountId, ownName, now } = state.reading;
  const context = {
    accountId,
    ownName,
    chat: state.chats.readChat(key),
    names: namesOf(told.around),
    bots: botsOf(told.around),
    now: now(),
  };
  const ends = new Map(cursor.expiring);
  const parts: ThreadPart[] = [];
  const deletions: Deletion[] = [];
  for (const message of messages) {
    const part = normaliseMessage(message, context);
    const end = endOf(message);
    if (part && end !== null) ends.set(message.id, end);
    if (part) parts.push(part);
    // An edit may take away what there was to store, and another one bring it back.
    else if (message.editDate) {
      const source_version = sourceVersion(message.editDate);
      deletions.push({ ...deletionOf(state, key, message.id), source_version });
    }
  }
  const kept: ChatCursor = { ...cursor, expiring: [...ends] };
  state.cursors.set(key, kept);
  return {
    ...emptyPage(key, kept, at),
    parts,
    topics: state.chats.isForum(key) ? topicsAmong(told.messages) : [],
    deletions,
    problems: [
      ...(unreadable > 0 ? [{ resource: key, code: "message_unreadable", count: unreadable }] : []),
      ...(kept.cut ? [{ resource: key, code: "history_cut", count: null }] : []),
    ],
    complete: kept.gap === null && !kept.behind,
  };
}

/** A message that is no more, for good: ids are given once. */
export function deletionOf({ reading }: State, key: string, id: number): Deletion {
  return {
    external_id: messageId(reading.accountId, key, id),
    source_version: null,
    resource: null,
  };
}

/** A chat that Telegram does not show is done with until it has news again, and said so. */
export function refusedPage(state: State, key: string, code: string, at: Date): TelegramPage {
  const cursor = { ...cursorOf(state, key), gap: null, behind: false };
  const page = chatPage(state, key, cursor, at);
  return { ...page, problems: [{ resource: key, code, count: null }], complete: false };
}

function parsed(items: readonly unknown[]): { messages: Message[]; unreadable: number } {
  const messages = new Map<number, Message>();
  let unreadable = 0;
  for (const item of items) {
    const kind = MessageLike.safeParse(item).data?._;
    // Service messages and empty ones say nothing that somebody wrote.
    if (kind !== undefined && kind !== "Message") continue;
    const message = MessageSchema.safeParse(item).data;
    // What was edited since is told twice, and both times as it is by now.
    if (message) messages.set(message.id, message);
    else unreadable++;
  }
  return { messages: [...messages.values()], unreadable };
}
