/**
 * One reading of a workspace: what is new, then what is still to be read, then a step of the audit.
 * Each page is stored with the cursor that goes on behind it before the next one is asked for.
 */
import type { Selection } from "../../../contracts/connectors.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import type { SlackChannel } from "../messages/directory.ts";
import { compareSlackTs, slackTs, slackTsToIso } from "../messages/timestamps.ts";
import {
  afterPage,
  ConversationCursor,
  isComplete,
  newCursor,
  nextGap,
  SearchCursor,
  withNews,
  withThreads,
} from "./cursors.ts";
import { type MessageReader, readMessages } from "./messages.ts";
import { People } from "./people.ts";
import { HistoryAnswer } from "./responses.ts";
import { newSearchCursor, sweep, type Swept } from "./sweep.ts";
import { type SlackApi, SlackMethodError } from "./web_api.ts";
import { listConversations } from "./workspace.ts";

/** Something of one conversation, or of the workspace, that is stored at once. */
export interface SlackPage {
  resource: string;
  parts: ThreadPart[];
  /** Every resource of the account, where it is known anew. */
  resources?: string[];
  /** What lies in between and was not seen is to be checked at the source. */
  reset?: { since: string; until: string };
  problems: { resource: string; code: string; count: number | null }[];
  cursor: unknown;
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
  domain: string | null;
  selection: Selection;
  /** Cursors by resource, as they were stored. */
  cursors: ReadonlyMap<string, unknown>;
  now: () => Date;
  pageSize: number;
  initialDays: number;
}

/** Without search a conversation is asked for news at most this often. */
const CHECK_MILLISECONDS = 4 * 60_000;

export const DIRECTORY = "directory";
export const SEARCH = "search";
const threadsOf = (channel: string) => `${channel}/threads`;

interface State {
  reading: Reading;
  people: People;
  channels: Map<string, SlackChannel>;
  names: Map<string, string>;
  cursors: Map<string, ConversationCursor>;
  /** What new conversations are read from. */
  start: string;
}

/** Yields what is new, what is unread and one page of the audit, most urgent first. */
export async function* readWorkspace(reading: Reading): AsyncGenerator<SlackPage> {
  const { api, now, selection, ownUserId } = reading;
  const began = now();
  const people = await People.read(api, reading.cursors.get(DIRECTORY), began);
  const { channels, hidden } = await listConversations(api, people, ownUserId, selection);
  const start = slackTs(new Date(began.getTime() - reading.initialDays * 24 * 3_600_000));
  const state: State = {
    reading,
    people,
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    names: new Map(channels.map(({ id, name }) => [id, name])),
    cursors: new Map(),
    start,
  };
  const fresh: string[] = [];
  for (const { id } of channels) {
    const known = ConversationCursor.safeParse(reading.cursors.get(id)).data;
    if (!known) fresh.push(id);
    state.cursors.set(id, known ?? newCursor(start));
  }

  const { swept, marked } = await findNews(state, began);
  yield {
    ...workspacePage(DIRECTORY, people.cursor, began),
    resources: [DIRECTORY, ...(swept ? [SEARCH] : []), ...state.channels.keys()],
    problems: hidden.map((type) => ({
      resource: DIRECTORY,
      code: `scope_missing_${type}`,
      count: null,
    })),
  };
  // What search found is written down before it is forgotten: a reading may end anywhere.
  for (const id of marked) yield stored(state, id, cursorOf(state, id), [], began, 0);
  if (swept) yield workspacePage(SEARCH, swept.cursor, began);
  yield* readUnread(state, fresh);
  if (swept && everythingRead(state)) {
    // What search found nothing in has nothing new.
    yield { ...workspacePage(SEARCH, swept.cursor, began), advance: began.toISOString() };
  }
  yield* audit(state);
  if (!people.isFresh && people.names.size > 0) {
    yield workspacePage(DIRECTORY, people.cursor, began);
  }
}

function workspacePage(resource: string, cursor: unknown, at: Date): SlackPage {
  return { resource, parts: [], problems: [], cursor, readUntil: at.toISOString(), complete: true };
}

/**
 * Marks what has news. Where search is not granted everything may have some that was not asked for
 * since a moment.
 */
async function findNews(
  state: State,
  now: Date,
): Promise<{ swept: Swept | null; marked: Set<string> }> {
  const marked = new Set<string>();
  const stored = SearchCursor.safeParse(state.reading.cursors.get(SEARCH)).data;
  let swept: Swept;
  try {
    swept = await sweep(state.reading.api, stored ?? newSearchCursor(now), now);
  } catch (error) {
    if (!(error instanceof SlackMethodError)) throw error;
    const justNow = slackTs(new Date(now.getTime() - CHECK_MILLISECONDS));
    for (const [id, cursor] of state.cursors) {
      if (compareNullable(cursor.checkedAt, justNow) <= 0) state.cursors.set(id, withNews(cursor));
    }
    return { swept: null, marked };
  }
  for (const [id, cursor] of state.cursors) {
    const roots = swept.threads.get(id);
    // Without an earlier sweep nobody knows what has news; what was never read is a gap anyway.
    const news = swept.overflowed || swept.conversations.has(id) || !stored;
    const withMarks = news ? withNews(cursor) : cursor;
    const next = roots ? withThreads(withMarks, [...roots]) : withMarks;
    state.cursors.set(id, next);
    if (next !== cursor && cursor.checkedAt !== null) marked.add(id);
  }
  return { swept, marked };
}

/**
 * A page of every conversation in turn, so that the newest of all comes before the older of any; then
 * threads; then the next round, until nothing is unread.
 */
async function* readUnread(state: State, fresh: readonly string[]): AsyncGenerator<SlackPage> {
  // What has never been read comes first: a person who has just linked looks at the last hours.
  const known = [...state.channels.keys()].filter((id) => !fresh.includes(id))
    .sort((a, b) => compareNullable(cursorOf(state, a).checkedAt, cursorOf(state, b).checkedAt));
  const order = [...fresh, ...known];
  for (let busy = true; busy;) {
    busy = false;
    for (const id of order) {
      const page = await readGap(state, id);
      if (page) {
        busy = true;
        yield page;
      }
    }
    for (const id of order) {
      const page = await readThread(state, id);
      if (page) {
        busy = true;
        yield page;
      }
    }
  }
}

function everythingRead({ cursors }: State): boolean {
  return [...cursors.values()].every(isComplete);
}

async function readGap(state: State, id: string): Promise<SlackPage | null> {
  const cursor = cursorOf(state, id);
  const gap = nextGap(cursor);
  if (!gap) return null;
  const at = state.reading.now();
  const { before, after } = gap;
  const read = await history(state, id, { oldest: after, ...(before ? { latest: before } : {}) });
  if (typeof read === "string") return refused(state, id, read);
  const answered = read.page.roots
    .filter(({ latestReply }) => compareSlackTs(latestReply, cursor.repliesUntil) > 0)
    .map(({ ts }) => ts);
  const next = {
    ...withThreads(afterPage(cursor, read.page.stamps, read.more), answered),
    checkedAt: before === null ? slackTs(at) : cursor.checkedAt,
  };
  return stored(state, id, next, read.page.parts, at, read.page.unreadable);
}

async function readThread(state: State, id: string): Promise<SlackPage | null> {
  const cursor = cursorOf(state, id);
  const [root, ...others] = cursor.threads;
  if (root === undefined) return null;
  const at = state.reading.now();
  const { api, pageSize } = state.reading;
  const parts: ThreadPart[] = [];
  let unreadable = 0;
  try {
    for (let next = "";;) {
      const args = { channel: id, ts: root, limit: pageSize, ...(next ? { cursor: next } : {}) };
      const answer = await api.call("conversations.replies", args, HistoryAnswer);
      const page = await readMessages(answer.messages, readerOf(state, id), root);
      parts.push(...page.parts);
      unreadable += page.unreadable;
      next = answer.response_metadata.next_cursor;
      if (!next) break;
    }
  } catch (error) {
    // The thread was deleted meanwhile, or is none: the audit sees to its root.
    if (!(error instanceof SlackMethodError)) throw error;
  }
  const page = stored(state, id, { ...cursor, threads: others }, parts, at, unreadable);
  return {
    ...page,
    problems: page.problems.map((problem) => ({ ...problem, resource: threadsOf(id) })),
  };
}

/**
 * Reads one page again, of one conversation, further back each time: what was edited since is stored
 * anew, what is missing is checked and deleted, and roots with replies that search never found are
 * looked at. The net under search, and all that there is without it.
 */
async function* audit(state: State): AsyncGenerator<SlackPage> {
  const due = [...state.cursors].filter(([, cursor]) => isComplete(cursor))
    .sort(([, a], [, b]) => compareNullable(a.auditedAt, b.auditedAt))[0];
  if (!due) return;
  const [id, cursor] = due;
  const at = state.reading.now();
  const before = cursor.auditBefore;
  const read = await history(state, id, {
    oldest: state.start,
    ...(before ? { latest: before } : {}),
  });
  if (typeof read === "string") {
    yield refused(state, id, read);
    return;
  }
  const { page, more } = read;
  const [first, last] = [page.stamps[0], page.stamps.at(-1)];
  const roots = page.roots.filter(({ latestReply }) =>
    compareSlackTs(latestReply, cursor.repliesUntil) > 0
  ).map(({ ts }) => ts);
  const since = before === null ? slackTs(at) : cursor.auditSince ?? slackTs(at);
  const next: ConversationCursor = {
    ...withThreads(cursor, roots),
    newest: before === null && first && compareSlackTs(first, cursor.newest) > 0
      ? first
      : cursor.newest,
    auditBefore: more && last ? last : null,
    auditSince: more ? since : null,
    auditedAt: slackTs(at),
    checkedAt: before === null ? slackTs(at) : cursor.checkedAt,
    // A round that is over has seen every root: what was answered before it began is read.
    repliesUntil: more ? cursor.repliesUntil : later(since, cursor.repliesUntil),
  };
  yield {
    ...stored(state, id, next, page.parts, at, page.unreadable),
    reset: {
      since: slackTsToIso(more && last ? last : state.start),
      until: before === null ? at.toISOString() : slackTsToIso(before),
    },
    complete: true,
  };
  while (state.cursors.get(id)?.threads.length) {
    const thread = await readThread(state, id);
    if (thread) yield thread;
  }
}

function later(a: string, b: string): string {
  return compareSlackTs(a, b) > 0 ? a : b;
}

function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return compareSlackTs(a, b);
}

async function history(state: State, id: string, bounds: { oldest: string; latest?: string }) {
  const { api, pageSize } = state.reading;
  try {
    const args = { channel: id, limit: pageSize, ...bounds };
    const answer = await api.call("conversations.history", args, HistoryAnswer);
    const page = await readMessages(answer.messages, readerOf(state, id));
    // An empty page ends a gap, whatever it says: there is nothing to go on behind.
    return { page, more: answer.has_more && page.stamps.length > 0 };
  } catch (error) {
    if (error instanceof SlackMethodError) return error.code;
    throw error;
  }
}

/** A conversation that Slack does not show is done with until it is listed again, and said so. */
function refused(state: State, id: string, code: string): SlackPage {
  const cursor = {
    ...cursorOf(state, id),
    gaps: [],
    threads: [],
    auditedAt: slackTs(state.reading.now()),
  };
  state.cursors.set(id, cursor);
  return {
    resource: id,
    parts: [],
    problems: [{ resource: id, code, count: null }],
    cursor,
    readUntil: null,
    complete: false,
  };
}

function stored(
  state: State,
  id: string,
  cursor: ConversationCursor,
  parts: ThreadPart[],
  at: Date,
  unreadable: number,
): SlackPage {
  state.cursors.set(id, cursor);
  const complete = isComplete(cursor);
  return {
    resource: id,
    parts,
    problems: unreadable > 0
      ? [{ resource: id, code: "message_unreadable", count: unreadable }]
      : [],
    cursor,
    readUntil: complete ? at.toISOString() : null,
    complete,
  };
}

function cursorOf(state: State, id: string): ConversationCursor {
  return state.cursors.get(id) ?? newCursor(state.start);
}

function readerOf({ reading, people, channels, names }: State, id: string): MessageReader {
  const channel = channels.get(id) ?? { id, name: id, kind: "channel" };
  const { ownUserId, domain } = reading;
  return { channel, people, channels: names, ownUserId, domain };
}
