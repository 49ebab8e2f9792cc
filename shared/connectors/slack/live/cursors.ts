/** What is remembered of a workspace between two readings. */
import { z } from "zod";
import { SlackPerson } from "../messages/directory.ts";
import { compareSlackTs, isSlackTs } from "../messages/timestamps.ts";

const ts = z.string().refine(isSlackTs);

/** A stretch of a conversation that is still to be read, newest first; both ends belong to neither. */
const Gap = z.object({
  /** Read up to here already. */
  after: ts,
  /** Read from here on already; null: up to now. */
  before: ts.nullable(),
});
export type Gap = z.infer<typeof Gap>;

/**
 * How far one conversation was read: everything up to `newest` but for the gaps. Gaps are closed from
 * their newer end, a page at a time, so that a crash anywhere repeats a page and leaves no hole.
 */
export const ConversationCursor = z.object({
  newest: ts,
  gaps: z.array(Gap),
  /** Where the audit goes on backwards; null: at the newest message. */
  auditBefore: ts.nullable(),
  /** When the audit's round began. */
  auditSince: ts.nullable(),
  /** When the audit last looked; null: never. */
  auditedAt: ts.nullable(),
  /** When the newest messages were last asked for; null: never. */
  checkedAt: ts.nullable(),
});
export type ConversationCursor = z.infer<typeof ConversationCursor>;

/**
 * What is known of a conversation's threads. A resource of its own: replies stand in no history, and
 * a page of history that is read anew must not miss them.
 */
export const ThreadsCursor = z.object({
  /** Roots whose replies are still to be read. */
  pending: z.array(ts),
  /** Replies up to here have been read wherever their root was looked at. */
  repliesUntil: ts,
});
export type ThreadsCursor = z.infer<typeof ThreadsCursor>;

/** How far search was swept, and which hits near its edge are known. */
export const SearchCursor = z.object({ sweptUntil: ts, known: z.array(z.string()) });
export type SearchCursor = z.infer<typeof SearchCursor>;

/** Names by id, and when they were read. */
export const DirectoryCursor = z.object({
  users: z.record(z.string(), z.string()),
  people: z.record(z.string(), SlackPerson).default({}),
  readAt: z.iso.datetime(),
});
export type DirectoryCursor = z.infer<typeof DirectoryCursor>;

/** The most roots that wait in one cursor; what is beyond is found by the audit. */
const MAX_THREADS = 500;

/** A conversation that was never read: all of it since `start` is a gap. */
export function newCursor(start: string): ConversationCursor {
  return {
    newest: start,
    gaps: [{ after: start, before: null }],
    auditBefore: null,
    auditSince: null,
    auditedAt: null,
    checkedAt: null,
  };
}

/** The same with everything newer than what was read as a gap. */
export function withNews(cursor: ConversationCursor): ConversationCursor {
  if (cursor.gaps.some(({ before }) => before === null)) return cursor;
  return { ...cursor, gaps: [{ after: cursor.newest, before: null }, ...cursor.gaps] };
}

/** The gap that is read next: the newest. */
export function nextGap({ gaps }: ConversationCursor): Gap | undefined {
  return gaps[0];
}

/**
 * The cursor when a page of its newest gap is stored.
 *
 * @param stamps timestamps of the page, newest first
 * @param more whether the gap goes on below the page
 */
export function afterPage(
  cursor: ConversationCursor,
  stamps: readonly string[],
  more: boolean,
): ConversationCursor {
  const [gap, ...others] = cursor.gaps;
  if (!gap) return cursor;
  const [first, last] = [stamps[0], stamps.at(-1)];
  const newest = gap.before === null && first && compareSlackTs(first, cursor.newest) > 0
    ? first
    : cursor.newest;
  const rest = more && last ? [{ after: gap.after, before: last }] : [];
  return { ...cursor, newest, gaps: [...rest, ...others] };
}

/** The cursor with more roots to look at, each once, newest activity first. */
export function withThreads(cursor: ThreadsCursor, roots: readonly string[]): ThreadsCursor {
  return { ...cursor, pending: [...new Set([...roots, ...cursor.pending])].slice(0, MAX_THREADS) };
}
