/** One resource whose changes Graph tells page by page (delta queries). */
import { z } from "zod";
import type { Deletion, Reset, SyncProblem } from "../../../contracts/events.ts";
import type { Selection } from "../../../contracts/connectors.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import { ConnectorError } from "../../connector.ts";
import type { CalendarCursor, FolderCursor, OutlookCursor } from "./cursors.ts";
import type { GraphApi } from "./graph_api.ts";

/** What a reading is done with. */
export interface Reading {
  api: GraphApi;
  /** The account's id at Microsoft. */
  accountId: string;
  /** Addresses of the mailbox's owner, in lower case. */
  own: ReadonlySet<string>;
  selection: Selection;
  /** Cursors by resource; null where the stored one fits no schema. */
  cursors: ReadonlyMap<string, OutlookCursor | null>;
  now: () => Date;
  initialDays: number;
}

/** Something of one folder or calendar, or of the mailbox, that is stored at once. */
export interface OutlookPage {
  source: "outlook" | "calendar";
  resource: string;
  parts: ThreadPart[];
  deletions: Deletion[];
  problems: SyncProblem[];
  reset?: Reset;
  /** Every resource of the account, where it is known anew. */
  resources?: string[];
  cursor: OutlookCursor;
  /** Whether the resource is now read to its end. */
  complete: boolean;
  /** When what the page shows was asked for. */
  at: Date;
}

/** A page of a round with nothing on it but where the round is, and `more`. */
export function pageOf(
  { source, resource, cursor }: Pick<OutlookPage, "source" | "resource" | "cursor">,
  more: Pick<OutlookPage, "at" | "complete"> & Partial<OutlookPage>,
): OutlookPage {
  return { source, resource, cursor, parts: [], deletions: [], problems: [], ...more };
}

/** A folder or calendar while it is read. */
export interface Round {
  readonly resource: string;
  readonly source: "outlook" | "calendar";
  cursor: FolderCursor | CalendarCursor;
  /** Whether a whole new round is due, though the last one's link may be good. */
  isDue(now: Date): boolean;
  /** Address of the next page. Prepares a round that has none. */
  next(): Promise<string>;
  /** What a page says; the cursor is then behind it. */
  read(body: unknown, at: Date): Promise<OutlookPage>;
  /** What is to be said of a resource that Graph does not show; a new round that was begun stays so. */
  refused(code: string, at: Date): OutlookPage;
  /** The next page is the first of a whole new round. */
  restart(): void;
  /** Asks for what was called removed, and says what is gone or what became of it. */
  settle(isRead: (folder: string) => boolean | null): AsyncIterable<OutlookPage>;
}

/** Rows of a page and where the next is. */
export interface DeltaPage {
  rows: unknown[];
  link: string;
  /** Whether the round is over, and the link leads to what is new since. */
  ended: boolean;
}

const answer = z.object({
  value: z.array(z.unknown()),
  "@odata.nextLink": z.string().optional(),
  "@odata.deltaLink": z.string().optional(),
});

/** @throws {ConnectorError} where it is no page of changes */
export function deltaPage(api: GraphApi, body: unknown): DeltaPage {
  const { success, data } = answer.safeParse(body);
  const next = data?.["@odata.nextLink"];
  const link = next ?? data?.["@odata.deltaLink"];
  if (!success || link === undefined) {
    throw new ConnectorError("unexpected_answer", { kind: "retry" });
  }
  return { rows: data.value, link: api.relative(link), ended: next === undefined };
}

/** An item's address: ids hold characters that paths do not. */
export function itemPath(collection: "messages" | "events" | "mailFolders", id: string): string {
  return `/me/${collection}/${encodeURIComponent(id)}`;
}

/** So many days before or after. */
export function daysFrom(date: Date, days: number): Date {
  return new Date(date.getTime() + days * 24 * 3_600_000);
}
