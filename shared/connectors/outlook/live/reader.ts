/**
 * One reading of a mailbox: what is new everywhere, in as few requests as there are; then what is
 * still to be read, the newest first; then what was called removed. Each page is stored with the
 * cursor that goes on behind it before the next one is asked for.
 */
import { ConnectorError } from "../../connector.ts";
import { CalendarRound } from "./calendar_round.ts";
import { CalendarCursor, DirectoryCursor, FolderCursor, GoneCursor } from "./cursors.ts";
import { type Directory, directoryPaths, readDirectory } from "./folders.ts";
import type { GraphAnswer, GraphApi } from "./graph_api.ts";
import { MailRound } from "./mail_round.ts";
import type { OutlookPage, Reading, Round } from "./round.ts";

/** The resource that the list of folders is read by. */
export const DIRECTORY = "directory";

/** Items of one page: bodies included it stays far below what a function may hold. */
const PREFERENCES = ["odata.maxpagesize=50", 'outlook.timezone="UTC"'];
/** Pages of unread folders that are asked for at once, since they come full. */
const AT_ONCE = 4;
/** How long a folder that is no more is asked after, in milliseconds. */
const GONE_FOR = 3_600_000;

/** Yields what is new and what is unread, most urgent first. */
export async function* readMailbox(reading: Reading): AsyncGenerator<OutlookPage> {
  const { api, cursors, now } = reading;
  const began = now();
  const stored = DirectoryCursor.safeParse(cursors.get(DIRECTORY)).data;
  const listing = directoryPaths(stored);
  // What was read to its end is asked for news together with the list of what there is.
  const polled = [...cursors].flatMap(([resource, cursor]) =>
    (cursor?.kind === "folder" || cursor?.kind === "calendar") && cursor.ended && cursor.link
      ? [{ resource, link: cursor.link }]
      : []
  );
  const answers = await api.read([...listing, ...polled.map(({ link }) => link)], PREFERENCES);
  const directory = await readDirectory(reading, stored, answers.slice(0, listing.length));
  const rounds = roundsOf(reading, directory);
  const gone = goneOf(reading, directory, rounds, began);
  directory.cursor.leftOut = leftOutOf(reading, directory);
  yield directoryPage(reading, directory, rounds, gone, began);

  const visit = new Visit(api);
  const news = new Map(
    polled.map(({ resource }, index) => [resource, answers[listing.length + index]] as const),
  );
  for (const round of rounds) {
    const answer = news.get(round.resource);
    // What is due is read anew as a whole, which tells of all that the news tell.
    if (round.cursor.ended && round.isDue(began)) round.restart();
    else if (answer) yield* visit.take(round, answer, began);
  }
  visit.report();
  yield* readUnread(visit, rounds, now);
  for (const round of rounds) {
    if (round.cursor.ended && round.cursor.removed.length > 0) {
      yield* round.settle(directory.isRead);
    }
  }
  for (const { resource, cursor } of gone) {
    yield {
      source: cursor.what === "calendar" ? "calendar" : "outlook",
      resource,
      parts: [],
      deletions: [],
      problems: [],
      // Everything that was in it is asked for by its id.
      reset: { since: null, until: null },
      cursor,
      complete: true,
      at: began,
    };
  }
}

/** A page of each in turn, so that the newest of all comes before the older of any. */
async function* readUnread(
  visit: Visit,
  rounds: readonly Round[],
  now: () => Date,
): AsyncGenerator<OutlookPage> {
  let queue = rounds.filter((round) => visit.isUnread(round));
  while (queue.length > 0) {
    const group = queue.slice(0, AT_ONCE);
    const at = now();
    const paths: string[] = [];
    for (const round of group) paths.push(await round.next());
    const answers = await visit.api.read(paths, PREFERENCES);
    for (const [index, round] of group.entries()) {
      const answer = answers[index];
      if (answer) yield* visit.take(round, answer, at);
    }
    visit.report();
    queue = [...queue.slice(AT_ONCE), ...group].filter((round) => visit.isUnread(round));
  }
}

/** What became of the requests of one reading. */
class Visit {
  /** Resources that Graph does not show. */
  readonly #refused = new Set<string>();
  readonly #restarted = new Set<string>();
  #failure: ConnectorError | null = null;

  constructor(readonly api: GraphApi) {}

  isUnread(round: Round): boolean {
    return !round.cursor.ended && !this.#refused.has(round.resource);
  }

  /** The page of an answer; a link that was lost begins its round anew, once. */
  async *take(round: Round, answer: GraphAnswer, at: Date): AsyncGenerator<OutlookPage> {
    if ("body" in answer) {
      this.#restarted.delete(round.resource);
      yield await round.read(answer.body, at);
      return;
    }
    const { error } = answer;
    if (error instanceof ConnectorError) {
      // The others' answers are stored first.
      this.#failure = moreUrgent(this.#failure, error);
    } else if (error.lost && !this.#restarted.has(round.resource)) {
      this.#restarted.add(round.resource);
      round.restart();
    } else {
      this.#refused.add(round.resource);
      yield round.refused(error.code, at);
    }
  }

  /** @throws {ConnectorError} where one of the last requests was refused for now or for good */
  report(): void {
    if (this.#failure) throw this.#failure;
  }
}

/** What must be obeyed first: the end of the grant, then the longest wait. */
function moreUrgent(a: ConnectorError | null, b: ConnectorError): ConnectorError {
  if (a === null || b.remedy.kind === "relink") return b;
  if (a.remedy.kind === "relink" || b.remedy.kind === "retry") return a;
  return a.remedy.kind === "wait" && a.remedy.seconds >= b.remedy.seconds ? a : b;
}

/** Everything that is read, most urgent first: the inbox, what was sent, calendars, the rest. */
function roundsOf(reading: Reading, { cursor, folders, calendars }: Directory): Round[] {
  const mail = folders.map((folder) =>
    new MailRound(reading, folder, FolderCursor.safeParse(reading.cursors.get(folder.id)).data)
  );
  const dates = calendars.map((calendar) =>
    new CalendarRound(
      reading,
      calendar,
      CalendarCursor.safeParse(reading.cursors.get(calendar.id)).data,
    )
  );
  const rounds = [...mail.slice(0, 2), ...dates, ...mail.slice(2)];
  // While it was left out nobody looked at what was deleted there.
  for (const round of rounds) {
    if (cursor.leftOut[round.resource] && !reading.cursors.get(round.resource)) round.restart();
  }
  return rounds;
}

/** What was read and is left out now, until it is read again, or found to be no more. */
function leftOutOf(
  { cursors, selection }: Reading,
  { cursor }: Directory,
): DirectoryCursor["leftOut"] {
  const all = { ...cursor.leftOut };
  for (const [resource, stored] of cursors) {
    const kind = stored?.kind;
    if (kind === "gone") delete all[resource];
    if (kind !== "folder" && kind !== "calendar") continue;
    if (selection.exclude.includes(resource)) all[resource] = kind;
    else delete all[resource];
  }
  return all;
}

interface Gone {
  resource: string;
  cursor: { kind: "gone"; what: "folder" | "calendar"; at: string };
}

/** What was read once and is no more, unless the person left it out or Graph shows none of its kind. */
function goneOf(
  { cursors, selection }: Reading,
  { cursor: { leftOut }, hidden }: Directory,
  rounds: readonly Round[],
  now: Date,
): Gone[] {
  const present = new Set(rounds.map(({ resource }) => resource));
  const resources = new Set([...cursors.keys(), ...Object.keys(leftOut)]);
  return [...resources].flatMap((resource): Gone[] => {
    if (present.has(resource) || selection.exclude.includes(resource)) return [];
    const cursor = cursors.get(resource);
    const known = GoneCursor.safeParse(cursor).data;
    if (known) {
      return now.getTime() - Date.parse(known.at) < GONE_FOR ? [{ resource, cursor: known }] : [];
    }
    const kind = cursor?.kind ?? leftOut[resource];
    if (kind !== "folder" && kind !== "calendar") return [];
    if (hidden.some((one) => one.kind === (kind === "folder" ? "mail" : "calendar"))) return [];
    return [{ resource, cursor: { kind: "gone", what: kind, at: now.toISOString() } }];
  });
}

function directoryPage(
  { cursors }: Reading,
  { cursor, hidden }: Directory,
  rounds: readonly Round[],
  gone: readonly Gone[],
  at: Date,
): OutlookPage {
  // What Graph does not show today is not forgotten.
  const kept = [...cursors].flatMap(([resource, stored]) =>
    hidden.some(({ kind }) => stored?.kind === (kind === "mail" ? "folder" : "calendar"))
      ? [resource]
      : []
  );
  const resources = [
    DIRECTORY,
    ...rounds.map(({ resource }) => resource),
    ...gone.map(({ resource }) => resource),
    ...kept,
  ];
  return {
    source: "outlook",
    resource: DIRECTORY,
    parts: [],
    deletions: [],
    problems: hidden.map(({ code }) => ({ resource: DIRECTORY, code, count: null })),
    resources: [...new Set(resources)],
    cursor,
    complete: true,
    at,
  };
}
