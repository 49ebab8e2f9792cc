/**
 * One reading of a workspace: what is new, then what is still to be read, then a step of the audit.
 * Each page is stored with the cursor that goes on behind it before the next one is asked for.
 */
import type { ThreadPart } from "../../../events/threads.ts";
import { compareSlackTs, slackTs, slackTsToIso } from "../messages/timestamps.ts";
import {
  afterPage,
  ConversationCursor,
  newCursor,
  nextGap,
  ThreadsCursor,
  withThreads,
} from "./cursors.ts";
import { readMessages, type ReadPage } from "./messages.ts";
import { byLastCheck, compareNullable, findNews } from "./news.ts";
import { People } from "./people.ts";
import { HistoryAnswer } from "./responses.ts";
import {
  conversationPage,
  cursorOf,
  DIRECTORY,
  isComplete,
  readerOf,
  type Reading,
  SEARCH,
  type SlackPage,
  type State,
  threadsCursorOf,
  threadsOf,
  threadsPage,
  workspacePage,
} from "./state.ts";
import { SlackMethodError } from "./web_api.ts";
import { listConversations } from "./workspace.ts";

/** Yields what is new, what is unread and one page of the audit, most urgent first. */
export async function* readWorkspace(reading: Reading): AsyncGenerator<SlackPage> {
  const began = reading.now();
  const { state, fresh, hidden } = await open(reading, began);
  const { people } = state;
  const { swept, pages } = await findNews(state, began);
  yield {
    ...workspacePage(DIRECTORY, people.cursor, began),
    resources: resourcesOf(state, swept !== null),
    problems: hidden.map((type) => ({
      resource: DIRECTORY,
      code: `scope_missing_${type}`,
      count: null,
    })),
  };
  // A reading may end anywhere: what has news is written down first.
  yield* pages;
  yield* readUnread(state, fresh);
  if (swept && [...state.channels.keys()].every((id) => isComplete(state, id))) {
    // What search found nothing in has nothing new.
    yield { ...workspacePage(SEARCH, swept.cursor, began), advance: began.toISOString() };
  }
  yield* audit(state);
  if (people.learned) yield workspacePage(DIRECTORY, people.cursor, began);
}

/** What is known of the workspace, and which conversations were never read. */
async function open(reading: Reading, now: Date) {
  const { api, selection, ownUserId } = reading;
  const people = await People.read(api, reading.cursors.get(DIRECTORY), now);
  const { channels, hidden } = await listConversations(api, people, ownUserId, selection);
  const state: State = {
    reading,
    people,
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    names: new Map(channels.map(({ id, name }) => [id, name])),
    cursors: new Map(),
    threads: new Map(),
    start: slackTs(new Date(now.getTime() - reading.initialDays * 24 * 3_600_000)),
  };
  const fresh: string[] = [];
  for (const { id } of channels) {
    const known = ConversationCursor.safeParse(reading.cursors.get(id)).data;
    if (!known) fresh.push(id);
    state.cursors.set(id, known ?? newCursor(state.start));
    const threads = ThreadsCursor.safeParse(reading.cursors.get(threadsOf(id))).data;
    if (threads) state.threads.set(id, threads);
  }
  return { state, fresh, hidden };
}

function resourcesOf({ channels, threads }: State, searchable: boolean): string[] {
  return [
    DIRECTORY,
    ...(searchable ? [SEARCH] : []),
    ...channels.keys(),
    ...[...threads.keys()].map(threadsOf),
  ];
}

/**
 * A page of every conversation in turn, so that the newest of all comes before the older of any; then
 * threads; then the next round, until nothing is unread.
 */
async function* readUnread(state: State, fresh: readonly string[]): AsyncGenerator<SlackPage> {
  // What has never been read comes first: a person who has just linked looks at the last hours.
  const known = [...state.channels.keys()].filter((id) => !fresh.includes(id))
    .sort(byLastCheck(state));
  const order = [...fresh, ...known];
  while (order.some((id) => !isComplete(state, id))) {
    for (const id of order) yield* readGap(state, id);
    for (const id of order) yield* readThread(state, id);
  }
}

async function* readGap(state: State, id: string): AsyncGenerator<SlackPage> {
  const cursor = cursorOf(state, id);
  const gap = nextGap(cursor);
  if (!gap) return;
  const at = state.reading.now();
  const { before, after } = gap;
  const read = await history(state, id, { oldest: after, ...(before ? { latest: before } : {}) });
  if (typeof read === "string") {
    yield refused(state, id, read);
    return;
  }
  yield* answeredRoots(state, id, read.page, at);
  const next: ConversationCursor = {
    ...afterPage(cursor, read.page.stamps, read.more),
    checkedAt: before === null ? slackTs(at) : cursor.checkedAt,
  };
  yield conversationPage(state, id, next, read.page.parts, at, read.page.unreadable);
}

/** Writes down the roots with replies that were not read, before the page that shows them. */
function* answeredRoots(state: State, id: string, page: ReadPage, at: Date): Generator<SlackPage> {
  const cursor = threadsCursorOf(state, id);
  const roots = page.roots
    .filter(({ latestReply }) => compareSlackTs(latestReply, cursor.repliesUntil) > 0)
    .map(({ ts }) => ts);
  if (roots.length > 0) yield threadsPage(state, id, withThreads(cursor, roots), [], at);
}

/** The replies of one root. */
async function* readThread(state: State, id: string): AsyncGenerator<SlackPage> {
  const cursor = threadsCursorOf(state, id);
  const [root, ...pending] = cursor.pending;
  if (root === undefined) return;
  const at = state.reading.now();
  const { api, pageSize } = state.reading;
  const parts: ThreadPart[] = [];
  let unreadable = 0;
  try {
    for (let next = "";;) {
      const args = { channel: id, ts: root, limit: pageSize, ...(next ? { cursor: next } : {}) };
      const answer = await api.call("conversations.replies", args, HistoryAnswer);
      const page = await readMessages(answer.messages, readerOf(state, id), root);
      // The root is its history's own.
      parts.push(...page.parts.filter(({ event }) => event.external_id !== `${id}:${root}`));
      unreadable += page.unreadable;
      next = answer.response_metadata.next_cursor;
      if (!next) break;
    }
  } catch (error) {
    // The thread was deleted meanwhile, or is none: the audit sees to its root.
    if (!(error instanceof SlackMethodError)) throw error;
  }
  yield threadsPage(state, id, { ...cursor, pending }, parts, at, unreadable);
}

/**
 * Reads one page again, of one conversation, further back each time: what was edited since is stored
 * anew, what is missing is checked and deleted, and roots with replies that search never found are
 * looked at. The net under search, and all that there is without it.
 */
async function* audit(state: State): AsyncGenerator<SlackPage> {
  const [id] = [...state.channels.keys()].filter((channel) => isComplete(state, channel))
    .sort((a, b) => compareNullable(cursorOf(state, a).auditedAt, cursorOf(state, b).auditedAt));
  if (id === undefined) return;
  const cursor = cursorOf(state, id);
  const at = state.reading.now();
  const before = cursor.auditBefore;
  const bounds = { oldest: state.start, ...(before ? { latest: before } : {}) };
  const read = await history(state, id, bounds);
  if (typeof read === "string") {
    yield refused(state, id, read);
    return;
  }
  const { page, more } = read;
  yield* answeredRoots(state, id, page, at);
  const [first, last] = [page.stamps[0], page.stamps.at(-1)];
  const goesOn = more && last !== undefined;
  const since = before === null ? slackTs(at) : cursor.auditSince ?? slackTs(at);
  const next: ConversationCursor = {
    ...cursor,
    newest: before === null && first ? later(first, cursor.newest) : cursor.newest,
    auditBefore: goesOn ? last : null,
    auditSince: goesOn ? since : null,
    auditedAt: slackTs(at),
    checkedAt: before === null ? slackTs(at) : cursor.checkedAt,
  };
  yield {
    ...conversationPage(state, id, next, page.parts, at, page.unreadable),
    reset: {
      since: slackTsToIso(goesOn ? last : state.start),
      until: before === null ? at.toISOString() : slackTsToIso(before),
    },
  };
  while (threadsCursorOf(state, id).pending.length > 0) yield* readThread(state, id);
  const threads = threadsCursorOf(state, id);
  if (!goesOn && state.threads.has(id) && compareSlackTs(since, threads.repliesUntil) > 0) {
    // A round that is over has seen every root: what was answered before it began is read.
    yield threadsPage(state, id, { ...threads, repliesUntil: since }, [], at);
  }
}

function later(a: string, b: string): string {
  return compareSlackTs(a, b) > 0 ? a : b;
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

/** A conversation that Slack does not show is done with until it has news again, and said so. */
function refused(state: State, id: string, code: string): SlackPage {
  const now = slackTs(state.reading.now());
  const cursor = { ...cursorOf(state, id), gaps: [], auditedAt: now, checkedAt: now };
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
