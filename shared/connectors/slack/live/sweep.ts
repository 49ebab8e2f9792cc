/**
 * What has news, by search: one query finds new messages and late replies of all conversations,
 * however old their threads are, which no history shows. How search behaves was probed by others
 * (kenn-io/msgvault, slack-reply-sweep-design): days go by the person's own zone, results are cached
 * by the words of the query, beyond the hundredth page the first comes again, and nobody promises
 * when a message is found. So it is asked from a day earlier, with a word that nobody wrote, and hits
 * near the edge are remembered.
 */
import { compareSlackTs, isSlackTs, slackTs, slackTsToIso } from "../messages/timestamps.ts";
import type { SearchCursor } from "./cursors.ts";
import { SearchAnswer } from "./responses.ts";
import type { SlackApi } from "./web_api.ts";

/** How long a message may take to be found. What takes longer is left to the audit. */
const OVERLAP_MILLISECONDS = 15 * 60_000;
const DAY = 24 * 3_600_000;
/** Pages of a hundred; what is beyond is found by reading every conversation. */
const MAX_PAGES = 20;
/** Hits near the edge that are remembered. */
const MAX_KNOWN = 2000;

/** What a sweep found. */
export interface Swept {
  /** Conversations with messages that were not known. */
  conversations: Set<string>;
  /** Roots with replies that were not known, by conversation. */
  threads: Map<string, Set<string>>;
  /** Whether there was more than could be looked at: then everything counts as having news. */
  overflowed: boolean;
  cursor: SearchCursor;
}

/** The state of a search that was never made: what is older is read from histories. */
export function newSearchCursor(now: Date): SearchCursor {
  return { sweptUntil: slackTs(now), known: [] };
}

/** Asks for everything since the last sweep, newest first. One request where nothing is new. */
export async function sweep(api: SlackApi, stored: SearchCursor, now: Date): Promise<Swept> {
  const swept = Date.parse(slackTsToIso(stored.sweptUntil));
  const edge = slackTs(new Date(Math.max(0, swept - OVERLAP_MILLISECONDS)));
  const day = new Date(swept - OVERLAP_MILLISECONDS - 2 * DAY).toISOString().slice(0, 10);
  const query = `after:${day} -"${crypto.randomUUID()}"`;
  const known = new Set(stored.known);
  const seen: string[] = [];
  const result: Swept = {
    conversations: new Set(),
    threads: new Map(),
    overflowed: false,
    cursor: stored,
  };
  for (let page = 1;; page++) {
    const args = { query, sort: "timestamp", sort_dir: "desc", count: 100, page };
    const { matches, paging } = (await api.call("search.messages", args, SearchAnswer)).messages;
    // The first page again, in place of one that is out of reach.
    if (paging.page !== page) result.overflowed = true;
    let older = false;
    for (const { ts, channel, permalink } of matches) {
      if (!isSlackTs(ts)) continue;
      if (compareSlackTs(ts, edge) <= 0) {
        older = true;
        break;
      }
      const hit = `${channel.id}:${ts}`;
      seen.push(hit);
      if (!known.has(hit)) add(result, channel.id, ts, permalink);
    }
    if (older || result.overflowed || page >= paging.pages) break;
    if (page === MAX_PAGES) {
      result.overflowed = true;
      break;
    }
  }
  const next = slackTs(new Date(Math.max(swept, now.getTime())));
  const keepAfter = slackTs(new Date(Math.max(0, now.getTime() - OVERLAP_MILLISECONDS)));
  const recent = seen.filter((hit) =>
    compareSlackTs(hit.slice(hit.indexOf(":") + 1), keepAfter) > 0
  );
  result.cursor = { sweptUntil: next, known: recent.slice(0, MAX_KNOWN) };
  return result;
}

function add({ conversations, threads }: Swept, channel: string, ts: string, permalink: string) {
  const root = /[?&]thread_ts=(\d{1,10}\.\d{6})(?:&|$)/.exec(permalink)?.[1];
  if (root === undefined || root === ts) {
    conversations.add(channel);
    return;
  }
  const roots = threads.get(channel) ?? new Set();
  threads.set(channel, roots.add(root));
}
