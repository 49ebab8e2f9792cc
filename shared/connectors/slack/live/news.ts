import { compareSlackTs, slackTs } from "../messages/timestamps.ts";
import { SearchCursor, withNews, withThreads } from "./cursors.ts";
import {
  conversationPage,
  cursorOf,
  SEARCH,
  type SlackPage,
  type State,
  threadsCursorOf,
  threadsPage,
  workspacePage,
} from "./state.ts";
import { newSearchCursor, sweep, type Swept } from "./sweep.ts";
import { SlackMethodError } from "./web_api.ts";

/** Without search a conversation is asked for news at most this often. */
const CHECK_MILLISECONDS = 4 * 60_000;

/** What has news, and the pages that write it down before anybody forgets it. */
export interface News {
  /** Null: search is not granted. */
  swept: Swept | null;
  pages: SlackPage[];
}

/**
 * Marks what has news: what search found, or where it is not granted everything that was not asked for
 * since a moment.
 */
export async function findNews(state: State, now: Date): Promise<News> {
  const stored = SearchCursor.safeParse(state.reading.cursors.get(SEARCH)).data;
  let swept: Swept;
  try {
    swept = await sweep(state.reading.api, stored ?? newSearchCursor(now), now);
  } catch (error) {
    if (!(error instanceof SlackMethodError)) throw error;
    const justNow = slackTs(new Date(now.getTime() - CHECK_MILLISECONDS));
    for (const [id, cursor] of state.cursors) {
      if (cursor.checkedAt === null || compareSlackTs(cursor.checkedAt, justNow) <= 0) {
        state.cursors.set(id, withNews(cursor));
      }
    }
    return { swept: null, pages: [] };
  }
  const pages: SlackPage[] = [];
  for (const [id, cursor] of state.cursors) {
    // Without an earlier sweep nobody knows what has news; what was never read is a gap anyway.
    const news = swept.overflowed || swept.conversations.has(id) || !stored;
    if (news && cursor.checkedAt !== null) {
      const next = withNews(cursor);
      if (next !== cursor) pages.push(conversationPage(state, id, next, [], now, 0));
    } else if (news) state.cursors.set(id, withNews(cursor));
    const roots = swept.threads.get(id);
    if (roots) {
      const next = withThreads(threadsCursorOf(state, id), [...roots]);
      pages.push(threadsPage(state, id, next, [], now));
    }
  }
  // Last: whoever reads again from the search's cursor must find the marks.
  pages.push(workspacePage(SEARCH, swept.cursor, now));
  return { swept, pages };
}

/** Least recently asked for first. */
export function byLastCheck(state: State): (a: string, b: string) => number {
  return (a, b) => compareNullable(cursorOf(state, a).checkedAt, cursorOf(state, b).checkedAt);
}

/** Order of two timestamps; what never was comes first. */
export function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return compareSlackTs(a, b);
}
