/**
 * A mailbox that really changes: folders and messages, with what Exchange does when they arrive, are
 * edited, moved and removed. Calendars stand beside it.
 */
import type {
  FileAttachment,
  MailFolder,
  Message,
  Recipient,
} from "@microsoft/microsoft-graph-types";
import { Calendars } from "./calendars.ts";
import { ChangeLog } from "./change_log.ts";
import { changeKey, containerId, immutableId, mutableId } from "./ids.ts";
import type { Person } from "./people.ts";

/** A folder; `key` is its id, which never changes. */
export interface Folder {
  key: string;
  name: string;
  parent: string | null;
  hidden: boolean;
  /** The name by which it can be asked for besides its id. */
  wellKnown: string | null;
}

/** A message; `key` is its immutable id. */
export interface Mail {
  key: string;
  /** The id that callers get who do not ask for immutable ones: another after each move. */
  mutableId: string;
  folder: string;
  attachments: FileAttachment[];
  /** All properties but the ids. */
  message: Message & { "@odata.type"?: string; meetingMessageType?: string };
}

/** What a test says of a message that arrives. */
export interface Letter
  extends Omit<Message, "from" | "toRecipients" | "ccRecipients" | "body" | "attachments"> {
  folder?: string;
  /** An address, or an address and a name. */
  from?: Address;
  to?: Address[];
  cc?: Address[];
  /** HTML unless `text` is given. */
  html?: string;
  text?: string;
  receivedAt?: Date;
  attachments?: FileAttachment[];
  /** As `#microsoft.graph.eventMessageRequest`. */
  "@odata.type"?: string;
  meetingMessageType?: string;
}
export type Address = string | { name: string; address: string };

const FOLDERS: readonly [wellKnown: string, name: string, hidden?: boolean][] = [
  ["archive", "Archive"],
  ["conversationhistory", "Conversation History"],
  ["deleteditems", "Deleted Items"],
  ["drafts", "Drafts"],
  ["inbox", "Inbox"],
  ["junkemail", "Junk Email"],
  ["outbox", "Outbox"],
  ["sentitems", "Sent Items"],
  ["syncissues", "Sync Issues", true],
  ["clutter", "Clutter", true],
];

export class Mailbox {
  readonly log = new ChangeLog();
  readonly folders = new Map<string, Folder>();
  readonly mails = new Map<string, Mail>();
  readonly calendars: Calendars;
  /** The folder that holds all others; it is in no list. */
  readonly root: string;
  #number = 0;

  constructor(readonly owner: Person, readonly now: () => number) {
    this.calendars = new Calendars(owner, this.log, now);
    this.root = this.#addFolder("Top of Information Store", null, false, "msgfolderroot").key;
    for (const [wellKnown, name, hidden] of FOLDERS) {
      this.#addFolder(name, this.root, hidden ?? false, wellKnown);
    }
  }

  /** The folder of an id or a well-known name; undefined where there is none. */
  findFolder(id: string): Folder | undefined {
    return this.folders.get(id) ??
      [...this.folders.values()].find(({ wellKnown }) => wellKnown === id.toLowerCase());
  }

  folder(id: string): Folder {
    const found = this.findFolder(id);
    if (!found) throw new Error(`No folder ${id} in the test's mailbox`);
    return found;
  }

  /** The message of an immutable or a present mutable id. */
  findMail(id: string): Mail | undefined {
    return this.mails.get(id) ?? [...this.mails.values()].find((mail) => mail.mutableId === id);
  }

  mail(id: string): Mail {
    const found = this.findMail(id);
    if (!found) throw new Error(`No message ${id} in the test's mailbox`);
    return found;
  }

  inFolder(folder: string): Mail[] {
    return [...this.mails.values()].filter((mail) => mail.folder === folder);
  }

  children(folder: string): Folder[] {
    return [...this.folders.values()].filter(({ parent }) => parent === folder);
  }

  /** A message comes into a folder, the inbox unless named. */
  arrive(letter: Letter = {}): Mail {
    const { folder: into = "inbox", from, to, cc, html, text, receivedAt, ...rest } = letter;
    const { attachments = [], ...changes } = rest;
    const number = ++this.#number;
    const at = (receivedAt ?? new Date(this.now())).toISOString().replace(/\.\d+Z$/, "Z");
    const sender = recipient(from ?? { name: "Mira Example", address: "mira@example.test" });
    const me = this.owner.mail ?? this.owner.userPrincipalName;
    const mail: Mail = {
      key: immutableId(number),
      mutableId: mutableId(number),
      folder: this.folder(into).key,
      attachments,
      message: {
        createdDateTime: at,
        lastModifiedDateTime: at,
        changeKey: changeKey(number),
        categories: [],
        receivedDateTime: at,
        sentDateTime: at,
        // Pictures within the text do not count.
        hasAttachments: attachments.some(({ isInline }) => !isInline),
        internetMessageId: `<${number}.${this.owner.id}@contoso.test>`,
        subject: "",
        importance: "normal",
        conversationId: `AAQkAGUzNGMtNGE2Yi05ZDFiABAA${number}=`,
        conversationIndex: "AQHZ",
        isDeliveryReceiptRequested: null,
        isReadReceiptRequested: false,
        isRead: false,
        isDraft: into === "drafts",
        webLink: `https://outlook.office365.com/owa/?ItemID=${number}&exvsurl=1&viewmodel=ReadItem`,
        inferenceClassification: "focused",
        body: { contentType: text === undefined ? "html" : "text", content: text ?? html ?? "" },
        sender,
        from: sender,
        toRecipients: (to ?? [{ name: this.owner.displayName, address: me }]).map(recipient),
        ccRecipients: (cc ?? []).map(recipient),
        bccRecipients: [],
        replyTo: [],
        flag: { flagStatus: "notFlagged" },
        ...changes,
      },
    };
    this.mails.set(mail.key, mail);
    this.#tell(mail.folder, mail, "created");
    this.#countsChanged(mail.folder);
    return mail;
  }

  /** Properties of a message change, as when it is read, flagged or (a draft) rewritten. */
  edit(id: string, changes: Message): void {
    const mail = this.mail(id);
    this.#touch(mail);
    Object.assign(mail.message, changes);
    this.#tell(mail.folder, mail, "updated", Object.keys(changes));
    if ("isRead" in changes) this.#countsChanged(mail.folder);
  }

  /** To another folder: gone in one and new in the other, with another mutable id. */
  move(id: string, to: string): void {
    const mail = this.mail(id);
    const [from, into] = [mail.folder, this.folder(to).key];
    if (from === into) return;
    this.#tell(from, mail, "removed");
    this.#touch(mail);
    mail.folder = into;
    mail.mutableId = mutableId(++this.#number);
    this.#tell(into, mail, "created");
    this.#countsChanged(from, into);
  }

  /** For good; a person's first deletion is a move to `deleteditems`. */
  remove(id: string): void {
    const mail = this.mail(id);
    this.mails.delete(mail.key);
    this.#tell(mail.folder, mail, "removed");
    this.#countsChanged(mail.folder);
  }

  createFolder(name: string, { parent = this.root, hidden = false } = {}): Folder {
    const folder = this.#addFolder(name, this.folder(parent).key, hidden, null);
    this.#countsChanged(folder.parent ?? this.root);
    return folder;
  }

  renameFolder(id: string, name: string): void {
    const folder = this.folder(id);
    folder.name = name;
    this.#tellFolder(folder.key, "updated");
  }

  moveFolder(id: string, parent: string): void {
    const folder = this.folder(id);
    const before = folder.parent;
    folder.parent = this.folder(parent).key;
    this.#tellFolder(folder.key, "updated");
    this.#countsChanged(...[before, folder.parent].filter((key) => key !== null));
  }

  /** A folder with all that is in it, for good. */
  deleteFolder(id: string): void {
    const folder = this.folder(id);
    for (const child of this.children(folder.key)) this.deleteFolder(child.key);
    for (const mail of this.inFolder(folder.key)) this.remove(mail.key);
    this.folders.delete(folder.key);
    this.#tellFolder(folder.key, "removed");
    if (folder.parent !== null) this.#countsChanged(folder.parent);
  }

  /** A folder as Graph shows it. */
  shownFolder(folder: Folder): MailFolder & { sizeInBytes: number } {
    const mails = this.inFolder(folder.key);
    return {
      id: folder.key,
      displayName: folder.name,
      ...(folder.parent === null ? {} : { parentFolderId: folder.parent }),
      childFolderCount: this.children(folder.key).length,
      unreadItemCount: mails.filter(({ message }) => !message.isRead).length,
      totalItemCount: mails.length,
      sizeInBytes: mails.length * 4096,
      isHidden: folder.hidden,
    };
  }

  #addFolder(name: string, parent: string | null, hidden: boolean, wellKnown: string | null) {
    const key = containerId(this.folders.size === 0 ? 0 : ++this.#number);
    const folder: Folder = { key, name, parent, hidden, wellKnown };
    this.folders.set(key, folder);
    if (parent !== null) this.#tellFolder(key, "created");
    return folder;
  }

  #touch({ message }: Mail): void {
    message.changeKey = changeKey(++this.#number);
    message.lastModifiedDateTime = new Date(this.now()).toISOString().replace(/\.\d+Z$/, "Z");
  }

  #tell(folder: string, mail: Mail, kind: "created" | "updated" | "removed", fields?: string[]) {
    this.log.add({
      collection: `messages/${folder}`,
      key: mail.key,
      kind,
      mutableId: mail.mutableId,
      ...(fields ? { fields } : {}),
    });
  }

  #tellFolder(key: string, kind: "created" | "updated" | "removed"): void {
    this.log.add({ collection: "folders", key, kind });
  }

  /** A folder's counts are properties of it: it appears in the folders' delta. */
  #countsChanged(...folders: string[]): void {
    for (const key of folders) if (this.folders.has(key)) this.#tellFolder(key, "updated");
  }
}

/** @param address an address alone, or with the name that it is shown by */
export function recipient(address: Address): Recipient {
  return {
    emailAddress: typeof address === "string" ? { name: address, address } : address,
  };
}
