/** Which mail folders and calendars there are, and which of them are read. */
import { z } from "zod";
import type { Selection } from "../../../contracts/connectors.ts";
import { ConnectorError } from "../../connector.ts";
import { Mailbox } from "../people.ts";
import { DirectoryCursor, type Folder } from "./cursors.ts";
import type { GraphAnswer, GraphApi } from "./graph_api.ts";
import { GraphRefusal } from "./graph_errors.ts";
import { deltaPage, type Reading } from "./round.ts";

/** A calendar as its list shows it. */
export interface Calendar {
  id: string;
  name: string;
}

/** What is read of a mailbox, the most urgent first. */
export interface Directory {
  cursor: DirectoryCursor;
  folders: Folder[];
  calendars: Calendar[];
  /** Kinds that Graph does not let us see, and why. */
  hidden: { kind: "mail" | "calendar"; code: string }[];
  /** Whether a folder is among those that are read; null: nobody knows it. */
  isRead(folder: string): boolean | null;
}

/** Folders of which nothing is read unless a person chooses them: nobody reads these either. */
const LEFT_OUT = ["deleteditems", "junkemail", "drafts", "outbox"];
/** Read before all others. */
const FIRST = ["inbox", "sentitems"];
const WELL_KNOWN = [...FIRST, ...LEFT_OUT];

const FOLDERS = "/me/mailFolders/delta?$select=displayName,parentFolderId,isHidden,totalItemCount";
const CALENDARS = "/me/calendars?$select=id,name,owner,isDefaultCalendar&$top=100";

const folderRow = z.object({
  id: z.string().min(1),
  "@odata.type": z.string().optional(),
  "@removed": z.unknown().optional(),
  displayName: z.string().nullish(),
  parentFolderId: z.string().nullish(),
  isHidden: z.boolean().nullish(),
  totalItemCount: z.number().nullish(),
});
const calendarPage = z.object({
  value: z.array(z.object({
    id: z.string().min(1),
    name: z.string().nullish(),
    owner: z.object({ address: Mailbox.shape.emailAddress.shape.address }).nullish().catch(null),
    isDefaultCalendar: z.boolean().nullish(),
  })),
  "@odata.nextLink": z.string().optional(),
});
const withId = z.object({ id: z.string().min(1) });

const EMPTY: DirectoryCursor = {
  kind: "directory",
  link: null,
  folders: [],
  wellKnown: {},
  leftOut: {},
};

/** What to ask for; the answers go to `readDirectory`, in the same order. */
export function directoryPaths(stored: DirectoryCursor | undefined): string[] {
  const { link, wellKnown } = stored ?? EMPTY;
  const unknown = WELL_KNOWN.filter((name) => wellKnown[name] === undefined);
  return [
    link ?? FOLDERS,
    CALENDARS,
    ...unknown.map((name) => `/me/mailFolders/${name}?$select=id`),
  ];
}

/**
 * The folders and calendars of the account.
 *
 * @throws {ConnectorError} where Graph refuses for now or for good
 */
export async function readDirectory(
  reading: Pick<Reading, "api" | "own" | "selection">,
  stored: DirectoryCursor | undefined,
  answers: readonly GraphAnswer[],
): Promise<Directory> {
  const { api, own, selection } = reading;
  const [folderAnswer, calendarAnswer, ...names] = answers.map(failing);
  const hidden: Directory["hidden"] = [];
  const cursor = { ...stored ?? EMPTY };
  const unknown = WELL_KNOWN.filter((name) => cursor.wellKnown[name] === undefined);
  cursor.wellKnown = { ...cursor.wellKnown };
  unknown.forEach((name, index) => {
    const id = withId.safeParse(names[index]?.body).data?.id;
    if (id !== undefined) cursor.wellKnown[name] = id;
  });
  if (folderAnswer?.refusal?.lost) Object.assign(cursor, await listAnew(api));
  else if (folderAnswer?.refusal) hidden.push(hiding("mail", folderAnswer.refusal));
  else Object.assign(cursor, await follow(api, cursor.folders, folderAnswer?.body));
  let calendars: Calendar[] = [];
  if (calendarAnswer?.refusal) hidden.push(hiding("calendar", calendarAnswer.refusal));
  else calendars = await ownCalendars(api, own, selection, calendarAnswer?.body);
  const known = new Map(cursor.folders.map((folder) => [folder.id, folder]));
  const readable = new Set(
    cursor.folders.filter((folder) => isChosen(folder, known, cursor, selection)).map(({ id }) =>
      id
    ),
  );
  const rank = (id: string) => {
    const place = FIRST.findIndex((name) => cursor.wellKnown[name] === id);
    return place < 0 ? FIRST.length : place;
  };
  return {
    cursor,
    folders: cursor.folders.filter(({ id }) => readable.has(id))
      .sort((a, b) => rank(a.id) - rank(b.id)),
    calendars,
    hidden,
    isRead: (id) => known.has(id) ? readable.has(id) : null,
  };
}

/** The whole list, asked for anew. */
export async function listDirectory(
  reading: Pick<Reading, "api" | "own" | "selection">,
): Promise<Directory> {
  return await readDirectory(reading, undefined, await reading.api.read(directoryPaths(undefined)));
}

function failing(answer: GraphAnswer): { body?: unknown; refusal?: GraphRefusal } {
  if ("body" in answer) return { body: answer.body };
  if (answer.error instanceof ConnectorError) throw answer.error;
  return { refusal: answer.error };
}

function hiding(kind: "mail" | "calendar", { status, code }: GraphRefusal) {
  return { kind, code: status === 403 ? `scope_missing_${kind}` : code };
}

async function listAnew(api: GraphApi) {
  const [answer] = await api.read([FOLDERS]);
  const { body, refusal } = failing(answer ?? { body: null });
  if (refusal) throw new ConnectorError(refusal.code, { kind: "retry" });
  return await follow(api, [], body);
}

/** The list with what changed, page by page. */
async function follow(api: GraphApi, stored: readonly Folder[], first: unknown) {
  const folders = new Map(stored.map((folder) => [folder.id, folder]));
  for (let body = first;;) {
    const { rows, link, ended } = deltaPage(api, body);
    for (const row of rows) apply(folders, row);
    if (ended) return { folders: [...folders.values()], link };
    const [next] = await api.read([link]);
    const answer = failing(next ?? { body: null });
    // A list that was lost in the middle is asked for anew at the next reading.
    if (answer.refusal) throw new ConnectorError(answer.refusal.code, { kind: "retry" });
    body = answer.body;
  }
}

function apply(folders: Map<string, Folder>, entry: unknown): void {
  const row = folderRow.safeParse(entry).data;
  // What a search folder shows lies in others.
  if (!row || row["@odata.type"] === "#microsoft.graph.mailSearchFolder") return;
  if (row["@removed"] !== undefined) {
    folders.delete(row.id);
    return;
  }
  // An update may hold only what changed.
  const known = folders.get(row.id);
  folders.set(row.id, {
    id: row.id,
    name: row.displayName ?? known?.name ?? row.id,
    parent: row.parentFolderId ?? known?.parent ?? null,
    hidden: row.isHidden ?? known?.hidden ?? false,
    total: row.totalItemCount ?? known?.total ?? 0,
  });
}

/** Chosen by the person, or else neither hidden nor in one of the folders that nobody reads. */
function isChosen(
  folder: Folder,
  known: ReadonlyMap<string, Folder>,
  { wellKnown }: DirectoryCursor,
  { include, exclude }: Selection,
): boolean {
  if (exclude.includes(folder.id)) return false;
  if (include.includes(folder.id)) return true;
  const leftOut = new Set(LEFT_OUT.flatMap((name) => wellKnown[name] ?? []));
  const seen = new Set<string>();
  for (let at: Folder | undefined = folder; at && !seen.has(at.id);) {
    if (at.hidden || leftOut.has(at.id)) return false;
    seen.add(at.id);
    at = at.parent === null ? undefined : known.get(at.parent);
  }
  return true;
}

/** The person's own calendars, the first one first; those that others share are read when chosen. */
async function ownCalendars(
  api: GraphApi,
  own: ReadonlySet<string>,
  { include, exclude }: Selection,
  first: unknown,
): Promise<Calendar[]> {
  const found: z.infer<typeof calendarPage>["value"] = [];
  for (let body = first;;) {
    const { success, data } = calendarPage.safeParse(body);
    if (!success) throw new ConnectorError("unexpected_answer", { kind: "retry" });
    found.push(...data.value);
    const next = data["@odata.nextLink"];
    if (next === undefined) break;
    const [answer] = await api.read([api.relative(next)]);
    body = answer && failing(answer).body;
  }
  const isOwn = (address: string | null | undefined) =>
    !address || own.size === 0 || own.has(address.toLowerCase());
  return found
    .filter(({ id, owner, isDefaultCalendar }) =>
      !exclude.includes(id) &&
      (include.includes(id) || isDefaultCalendar === true || isOwn(owner?.address))
    )
    .sort((a, b) => Number(b.isDefaultCalendar ?? false) - Number(a.isDefaultCalendar ?? false))
    .map(({ id, name }) => ({ id, name: name ?? "Calendar" }));
}
