import {
  MAX_EVENTS_PER_BATCH,
  type NormalisedEvent,
  type NormalisedThread,
} from "../../../contracts/events.ts";
import { type ThreadPart, threadsOf } from "../../../events/threads.ts";
import type { SlackChannel } from "../messages/directory.ts";
import { type ExportDirectory, readDirectory } from "./directory.ts";
import type { ExportFiles } from "./files.ts";
import { type ExportProblem, readArray } from "./json.ts";
import { type DayFile, layoutOf } from "./layout.ts";
import { SlackMessage } from "../messages/message.ts";
import { normaliseForThread } from "../messages/normalise.ts";

/** Part of an export: a file of it, or at most 500 events of a larger file. */
export interface ExportPage {
  path: string;
  /** Messages read for this page: events, noise and unreadable ones. */
  messages: number;
  events: NormalisedEvent[];
  threads: NormalisedThread[];
  /** Messages that are noise (joins, topics and the like), not events. */
  skipped: number;
  problems: ExportProblem[];
}

/** How an export is read. */
export interface ExportOptions {
  /** Slack id of the person whose export it is: messages that mention them are marked so. */
  ownUserId?: string;
}

/**
 * Reads a Slack export page by page, conversations by name and days in order, one file in memory at a
 * time. The same export gives the same ids and hashes each time. A broken file or message is reported
 * by name and position in `problems`, and the rest is read.
 * @throws Error naming the export when it is none
 */
export async function* readSlackExport(
  files: ExportFiles,
  options: ExportOptions = {},
): AsyncGenerator<ExportPage> {
  const layout = layoutOf(await files.list());
  if (layout === null) {
    throw new Error(
      `${files.name} is not a Slack export: expected channels.json, users.json and a folder a ` +
        `channel with files such as general/2024-05-31.json`,
    );
  }
  const lists = await readDirectory(files, layout);
  if (lists.problems.length > 0) {
    yield { ...emptyPage("channels.json"), problems: lists.problems };
  }
  for (const [folder, days] of layout.folders) {
    const channel = lists.channels.get(folder);
    if (channel === undefined) {
      const problem = "is in no list of conversations: its name stands in for the id";
      yield { ...emptyPage(folder), problems: [{ path: folder, problem }] };
    }
    const stand = channel ?? { id: folder, name: folder, kind: "channel" };
    const roots = await threadRoots(files, days);
    for (const { path } of days) yield* readDay(files, path, stand, lists, roots, options);
  }
}

async function* readDay(
  files: ExportFiles,
  path: string,
  channel: SlackChannel,
  { directory }: ExportDirectory,
  roots: ReadonlySet<string>,
  options: ExportOptions,
): AsyncGenerator<ExportPage> {
  const read = await readArray(files, path);
  if ("problem" in read) {
    yield { ...emptyPage(path), problems: [read] };
    return;
  }
  let page = emptyPage(path);
  let parts: ThreadPart[] = [];
  for (const [index, entry] of read.entries.entries()) {
    page.messages += 1;
    const message = SlackMessage.safeParse(entry);
    if (!message.success) {
      const problem = `message ${index} has no timestamp such as "1517612431.000077"`;
      page.problems.push({ path, problem });
      continue;
    }
    const threadTs = roots.has(message.data.ts) ? { threadTs: message.data.ts } : {};
    const part = normaliseForThread(message.data, { channel, directory, ...threadTs, ...options });
    if (part === null) page.skipped += 1;
    else parts.push(part);
    if (parts.length === MAX_EVENTS_PER_BATCH) {
      yield filled(page, parts);
      [page, parts] = [emptyPage(path), []];
    }
  }
  if (page.messages > 0) yield filled(page, parts);
}

/**
 * Timestamps of the messages that were answered. Newer exports say so at the root, older ones only at
 * the replies, which may lie in a later file.
 */
async function threadRoots(files: ExportFiles, days: readonly DayFile[]): Promise<Set<string>> {
  const roots = new Set<string>();
  for (const { path } of days) {
    // A file that cannot be read is reported when its messages are.
    const text = await files.readText(path).catch(() => "");
    for (const [, ts] of text.matchAll(/"thread_ts"\s*:\s*"(\d+\.\d+)"/g)) if (ts) roots.add(ts);
  }
  return roots;
}

function filled(page: ExportPage, parts: readonly ThreadPart[]): ExportPage {
  return { ...page, events: parts.map(({ event }) => event), threads: threadsOf(parts) };
}

function emptyPage(path: string): ExportPage {
  return { path, messages: 0, events: [], threads: [], skipped: 0, problems: [] };
}
