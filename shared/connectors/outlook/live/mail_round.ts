import type { Deletion, Reset } from "../../../contracts/events.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import { ConnectorError } from "../../connector.ts";
import { MESSAGE_FIELDS } from "../mail/message.ts";
import { mailId, normaliseMail } from "../mail/normalise.ts";
import type { Folder, FolderCursor } from "./cursors.ts";
import { attachmentNames, mailRows } from "./mail_rows.ts";
import {
  daysFrom,
  deltaPage,
  itemPath,
  type OutlookPage,
  pageOf,
  type Reading,
  type Round,
} from "./round.ts";
import { deletionOf, hidingOf, mailFates } from "./verify.ts";

/** With a filter Graph shows at most 5,000 mails, so it is used only far below. */
const MOST_FILTERED = 2500;
/** So many mails of one filtered round, its later changes included, and another is begun. */
const MOST_SHOWN = 4500;

/** The mails of one folder. */
export class MailRound implements Round {
  readonly source = "outlook";
  readonly resource: string;
  cursor: FolderCursor;
  #reset: Reset | null = null;

  /** @param stored undefined: the folder was never read */
  constructor(
    private readonly reading: Reading,
    private readonly folder: Folder,
    stored: FolderCursor | undefined,
  ) {
    this.resource = folder.id;
    this.cursor = stored ?? this.#beginning();
  }

  isDue(): boolean {
    return this.#isRenamed() || this.cursor.filtered && this.cursor.shown >= MOST_SHOWN;
  }

  /** Its mails say where they lie, and Graph calls none of them changed. */
  #isRenamed(): boolean {
    const { name = this.folder.name } = this.cursor;
    return name !== this.folder.name;
  }

  restart(): void {
    const { removed, since } = this.cursor;
    const kept = this.#isRenamed() ? { since } : {};
    this.cursor = { ...this.#beginning(), ...kept, removed };
    // Mails that are older than what is read again may be gone as well: each is asked for by its id.
    this.#reset = { since: null, until: null };
  }

  /** Newest first, so that a person who has just linked finds the last hours. */
  async next(): Promise<string> {
    if (this.cursor.link !== null) return this.cursor.link;
    const filtered = await this.#isFew();
    this.cursor = { ...this.cursor, filtered };
    const filter = filtered ? `&$filter=receivedDateTime%20ge%20${this.cursor.since}` : "";
    return `${itemPath("mailFolders", this.resource)}/messages/delta` +
      `?$select=${MESSAGE_FIELDS}&$orderby=receivedDateTime%20desc${filter}`;
  }

  async read(body: unknown, at: Date): Promise<OutlookPage> {
    const { api } = this.reading;
    const { rows, link, ended } = deltaPage(api, body);
    const { messages, removed, unreadable } = await mailRows(api, rows);
    const recent = messages.filter(({ receivedDateTime }) =>
      Date.parse(receivedDateTime) >= Date.parse(this.cursor.since)
    );
    const files = await attachmentNames(api, recent);
    const parts: ThreadPart[] = [];
    for (const message of recent) {
      const { accountId, own } = this.reading;
      const attachments = files.names.get(message.id) ?? [];
      const context = { accountId, own, folder: this.folder.name, attachments };
      const part = normaliseMail(message, context);
      if (part) parts.push(part);
    }
    const there = new Set(messages.map(({ id }) => id));
    const gone = [...new Set([...this.cursor.removed, ...removed])].filter((id) => !there.has(id));
    const shown = this.cursor.shown + messages.length;
    this.cursor = { ...this.cursor, link, ended, shown, removed: gone };
    return this.#page(at, ended, {
      parts,
      problems: [
        { resource: this.resource, code: "message_unreadable", count: unreadable },
        { resource: this.resource, code: "attachments_unreadable", count: files.unreadable },
      ].filter(({ count }) => count > 0),
    });
  }

  refused(code: string, at: Date): OutlookPage {
    return this.#page(at, false, { problems: [{ resource: this.resource, code, count: null }] });
  }

  async *settle(isRead: (folder: string) => boolean | null): AsyncGenerator<OutlookPage> {
    const { api, accountId, now } = this.reading;
    const at = now();
    const deletions: Deletion[] = [];
    const { removed, doubtful } = this.cursor;
    const unsure: string[] = [];
    const unknown: string[] = [];
    for (const fate of await mailFates(api, removed)) {
      const id = mailId(accountId, fate.id);
      if (fate.is === "gone") {
        deletions.push(deletionOf(id, this.resource, at));
        continue;
      }
      if (fate.is === "unsaid") {
        unsure.push(fate.id);
        continue;
      }
      const read = isRead(fate.item.parentFolderId);
      // A folder made this minute is in the next list; what is in none after that is no folder.
      if (read === null && !doubtful.includes(fate.id)) unknown.push(fate.id);
      else if (!read) deletions.push(hidingOf(id, this.resource, fate.item));
    }
    this.cursor = { ...this.cursor, removed: [...unsure, ...unknown], doubtful: unknown };
    yield this.#page(at, this.cursor.ended, { deletions });
  }

  #beginning(): FolderCursor {
    const { now, initialDays } = this.reading;
    return {
      kind: "folder",
      link: null,
      name: this.folder.name,
      ended: false,
      removed: [],
      doubtful: [],
      since: daysFrom(now(), -initialDays).toISOString().replace(/\.\d+Z$/, "Z"),
      filtered: false,
      shown: 0,
    };
  }

  /** Whether so few mails are asked for that Graph may be told to leave the others out. */
  async #isFew(): Promise<boolean> {
    if (this.folder.total <= MOST_FILTERED) return true;
    const [answer] = await this.reading.api.read([
      `${
        itemPath("mailFolders", this.resource)
      }/messages?$select=id&$top=1&$skip=${MOST_FILTERED}` +
      `&$filter=receivedDateTime%20ge%20${this.cursor.since}`,
    ]);
    if (!answer) return false;
    if ("body" in answer) {
      const { value } = (answer.body ?? {}) as { value?: unknown };
      return Array.isArray(value) && value.length === 0;
    }
    if (answer.error instanceof ConnectorError) throw answer.error;
    return false;
  }

  #page(at: Date, complete: boolean, more: Partial<OutlookPage>): OutlookPage {
    const reset = this.#reset;
    this.#reset = null;
    return pageOf(this, { at, complete, ...(reset ? { reset } : {}), ...more });
  }
}
