import {
  MAX_EVENTS_PER_BATCH,
  type NormalisedEvent,
  type NormalisedThread,
} from "../../../contracts/events.ts";
import { type ThreadPart, threadsOf } from "../../../events/threads.ts";
import { SlackMessage } from "../messages/message.ts";
import type { MessageContext } from "../messages/normalise.ts";
import { normaliseForThread } from "../messages/normalise.ts";
import { workspaceDomain } from "../messages/permalinks.ts";
import { resolveConversation } from "./conversation.ts";
import { readDirectory } from "./directory.ts";
import type { ExportFiles } from "./files.ts";
import { gather } from "./gather.ts";
import { jsonElements } from "./json_elements.ts";
import { layoutOf, type WorkspaceLayout } from "./layout.ts";
import { ExportLists, readFailure } from "./lists.ts";
import { type ExportProblem, ProblemList } from "./problems.ts";

/** Part of an export: a file of it, or at most 500 events or 4 MB of a larger file. */
export interface ExportPage {
  path: string;
  /** Id of the workspace that the events belong to, where anything says it. */
  team: string | null;
  /** What the workspace calls the person whose export it is, where it names them. */
  owner: string | null;
  /** Messages read for this page: events, noise and unreadable ones. */
  messages: number;
  events: NormalisedEvent[];
  threads: NormalisedThread[];
  /** Messages that are noise (joins, topics and the like), not events. */
  skipped: number;
  /** Messages without a timestamp, or of no valid JSON: the first of a file are among `problems`. */
  unreadable: number;
  problems: ExportProblem[];
}

/** How many messages or files of a page could not be read. */
export function unreadOf({ unreadable, problems }: ExportPage): number {
  return Math.max(unreadable, problems.length);
}

/** How an export is read. */
export interface ExportOptions {
  /** Slack id of the person whose export it is: messages that mention them are marked so. */
  ownUserId?: string;
  /** "acme" of "acme.slack.com", for the messages' addresses; by default as the export says it. */
  workspaceDomain?: string;
  /** IANA name of the person's zone, in which dates in messages are written; UTC by default. */
  timeZone?: string;
}

/** Most characters of messages on one page. */
const MAX_PAGE_LENGTH = 4 * 1024 * 1024;

/**
 * Reads a Slack export page by page, workspaces by folder, conversations by name and days in order,
 * one message in memory at a time besides the page's. The same export gives the same ids and hashes
 * each time. A broken file or message is reported by name and position in `problems`, and the rest is
 * read; so is every file that is not read.
 * @throws Error naming the export when it is none, RangeError when an option is invalid
 */
export async function* readSlackExport(
  files: ExportFiles,
  options: ExportOptions = {},
): AsyncGenerator<ExportPage> {
  const domain = options.workspaceDomain === undefined
    ? null
    : workspaceDomain(options.workspaceDomain);
  // An unknown zone is refused here, and not at the first date.
  new Intl.DateTimeFormat("en-US", { timeZone: options.timeZone ?? "UTC" });
  const layout = layoutOf(await files.list());
  if (layout === null) {
    throw new Error(
      `${files.name} is not a Slack export: expected channels.json, users.json and a folder a ` +
        `channel with files such as general/2024-05-31.json`,
    );
  }
  if (layout.unread.length > 0) yield { ...emptyPage(files.name), problems: layout.unread };
  const lists = new ExportLists(files);
  const grid = layout.workspaces.length > 1;
  for (const workspace of layout.workspaces) {
    yield* readWorkspace(lists, workspace, { grid, domain, options });
  }
}

async function* readWorkspace(
  lists: ExportLists,
  workspace: WorkspaceLayout,
  { grid, domain, options }: { grid: boolean; domain: string | null; options: ExportOptions },
): AsyncGenerator<ExportPage> {
  const directory = await readDirectory(lists, workspace);
  const problems = lists.takeProblems();
  const gathered = await gather(lists.files, workspace.conversations);
  if (gathered.full) {
    const problem = "has more threads and names than are kept: old roots may lie outside threads";
    problems.push({ path: workspace.prefix || "./", problem });
  }
  if (gathered.oddTeams > 0) {
    const problem = `has ${gathered.oddTeams} messages whose team is no id: it is left aside`;
    problems.push({ path: workspace.prefix || "./", problem });
  }
  if (problems.length > 0) yield { ...emptyPage(problems[0]?.path ?? ""), problems };

  const { users } = directory.names;
  for (const [id, name] of gathered.names) if (!users.has(id)) users.set(id, name);
  const own = domain ?? directory.domain ?? gathered.domain;
  for (const conversation of workspace.conversations) {
    const { path, files } = conversation;
    const resolved = resolveConversation(conversation, directory, gathered);
    if ("unread" in resolved) {
      const whole = conversation.loose ? files[0] ?? path : path;
      const shown = whole.length > 300 ? `${whole.slice(0, 60)}…` : whole;
      yield { ...emptyPage(shown), problems: [{ path: shown, problem: resolved.unread }] };
      continue;
    }
    const { channel, notice } = resolved;
    if (notice !== undefined) yield { ...emptyPage(path), problems: [{ path, problem: notice }] };
    // Conversations that a whole organisation shares are of the team that speaks in them.
    const shared = grid && workspace.prefix === "";
    const team = (shared ? gathered.teams.get(path) : null) ?? directory.team ?? gathered.team;
    const context: MessageContext = {
      channel,
      directory: {
        ...directory.names,
        ...(team === null ? {} : { team }),
        ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
      },
      ...(own === null ? {} : { workspaceDomain: own }),
      ...(options.ownUserId === undefined ? {} : { ownUserId: options.ownUserId }),
    };
    const roots = gathered.roots.get(path) ?? new Set();
    for (const file of files) yield* readFile(lists.files, file, team, context, roots);
  }
}

async function* readFile(
  files: ExportFiles,
  path: string,
  team: string | null,
  context: MessageContext,
  roots: ReadonlySet<string>,
): AsyncGenerator<ExportPage> {
  const problems = new ProblemList(path);
  const { directory, ownUserId } = context;
  const owner = (ownUserId && directory.users.get(ownUserId)) ?? null;
  const fresh = () => ({ ...emptyPage(path), team, owner });
  let page = fresh();
  let parts: ThreadPart[] = [];
  let length = 0;
  try {
    for await (const element of jsonElements(files.text(path))) {
      page.messages += 1;
      const read = "problem" in element ? element : readMessage(element, context, roots);
      if ("problem" in read) {
        page.unreadable += 1;
        problems.add(`message ${element.index} ${read.problem}`);
        continue;
      }
      if (read.part === null) page.skipped += 1;
      else {
        parts.push(read.part);
        length += read.part.event.text_for_embedding?.length ?? 0;
        length += JSON.stringify(read.part.event.raw).length;
      }
      if (parts.length === MAX_EVENTS_PER_BATCH || length > MAX_PAGE_LENGTH) {
        yield filled(page, parts);
        [page, parts, length] = [fresh(), [], 0];
      }
    }
  } catch (error) {
    problems.add(readFailure(error));
  }
  page.problems = problems.all();
  if (page.messages > 0 || page.problems.length > 0) yield filled(page, parts);
}

function readMessage(
  { value }: { value: unknown },
  context: MessageContext,
  roots: ReadonlySet<string>,
): { part: ThreadPart | null } | { problem: string } {
  const message = SlackMessage.safeParse(value);
  if (!message.success) return { problem: 'has no timestamp such as "1517612431.000077"' };
  const threadTs = roots.has(message.data.ts) ? { threadTs: message.data.ts } : {};
  return { part: normaliseForThread(message.data, { ...context, ...threadTs }) };
}

function filled(page: ExportPage, parts: readonly ThreadPart[]): ExportPage {
  return { ...page, events: parts.map(({ event }) => event), threads: threadsOf(parts) };
}

function emptyPage(path: string): ExportPage {
  const counts = { messages: 0, skipped: 0, unreadable: 0 };
  return { path, team: null, owner: null, ...counts, events: [], threads: [], problems: [] };
}
