/** What one reading knows, and the pages that it is stored by. */
import type { Selection } from "../../../contracts/connectors.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import type { SlackChannel } from "../messages/directory.ts";
import { type ConversationCursor, newCursor, type ThreadsCursor } from "./cursors.ts";
import type { MessageReader } from "./messages.ts";
import type { People } from "./people.ts";
import type { SlackApi } from "./web_api.ts";

/** Something of one conversation, or of the workspace, that is stored at once. */
export interface SlackPage {
  resource: string;
  parts: ThreadPart[];
  /** Every resource of the account, where it is known anew. */
  resources?: string[];
  /** What lies in between and was not seen is to be checked at the source. */
  reset?: { since: string; until: string };
  problems: { resource: string; code: string; count: number | null }[];
  cursor: Record<string, unknown>;
  readUntil: string | null;
  complete: boolean;
  /** Everything that was complete has been read until here. */
  advance?: string;
}

/** What a reading is done with. */
export interface Reading {
  api: SlackApi;
  /** Slack id of the person. */
  ownUserId: string;
  /** The workspace's id. */
  team: string;
  domain: string | null;
  selection: Selection;
  /** Cursors by resource, as they were stored. */
  cursors: ReadonlyMap<string, unknown>;
  now: () => Date;
  pageSize: number;
  initialDays: number;
}

export const DIRECTORY = "directory";
export const SEARCH = "search";

/** The resource of a conversation's threads. */
export function threadsOf(channel: string): string {
  return `${channel}/threads`;
}

/** Conversations with what is remembered of each, most personal first. */
export interface State {
  reading: Reading;
  people: People;
  channels: Map<string, SlackChannel>;
  names: Map<string, string>;
  cursors: Map<string, ConversationCursor>;
  threads: Map<string, ThreadsCursor>;
  /** What new conversations are read from. */
  start: string;
}

export function cursorOf(state: State, id: string): ConversationCursor {
  return state.cursors.get(id) ?? newCursor(state.start);
}

export function threadsCursorOf(state: State, id: string): ThreadsCursor {
  return state.threads.get(id) ?? { pending: [], repliesUntil: state.start };
}

/** Whether the messages and replies that are known of have all been read. */
export function isComplete(state: State, id: string): boolean {
  return cursorOf(state, id).gaps.length === 0 && threadsCursorOf(state, id).pending.length === 0;
}

export function readerOf({ reading, people, channels, names }: State, id: string): MessageReader {
  const channel = channels.get(id) ?? { id, name: id, kind: "channel" };
  const { ownUserId, team, domain } = reading;
  return { channel, people, channels: names, ownUserId, team, domain };
}

/** A page of what belongs to no conversation. */
export function workspacePage(
  resource: string,
  cursor: Record<string, unknown>,
  at: Date,
): SlackPage {
  return { resource, parts: [], problems: [], cursor, readUntil: at.toISOString(), complete: true };
}

/** Keeps the cursor and makes the page that stores it. */
export function conversationPage(
  state: State,
  id: string,
  cursor: ConversationCursor,
  parts: ThreadPart[],
  at: Date,
  unreadable: number,
): SlackPage {
  state.cursors.set(id, cursor);
  return page(id, cursor, parts, at, unreadable, cursor.gaps.length === 0);
}

/** The same for a conversation's threads. */
export function threadsPage(
  state: State,
  id: string,
  cursor: ThreadsCursor,
  parts: ThreadPart[],
  at: Date,
  unreadable = 0,
): SlackPage {
  state.threads.set(id, cursor);
  return page(threadsOf(id), cursor, parts, at, unreadable, cursor.pending.length === 0);
}

function page(
  resource: string,
  cursor: Record<string, unknown>,
  parts: ThreadPart[],
  at: Date,
  unreadable: number,
  complete: boolean,
): SlackPage {
  return {
    resource,
    parts,
    problems: unreadable > 0 ? [{ resource, code: "message_unreadable", count: unreadable }] : [],
    cursor,
    readUntil: complete ? at.toISOString() : null,
    complete,
  };
}
