/** The chats of an account, and what opens them. */
import type { Selection } from "../../../contracts/connectors.ts";
import { bringsCodes, placeOf, type ReadChat } from "../messages/chat.ts";
import { type Around, type Chat, keyOfChat, type User, userName } from "../messages/names.ts";
import type { PeerAddress } from "../port.ts";
import type { PeersCursor, StoredChat } from "./cursors.ts";

/** When the dialogs were listed that are to be listed again. */
const NEVER = new Date(0).toISOString();
/** What is not known to be alive is looked up again after this long, in milliseconds. */
const LISTED_FOR = 3_600_000;

export class Chats {
  readonly #chats: Map<string, StoredChat>;
  readonly #selection: Selection;
  #listedAt: string | null;
  #listedSelection: string | null;
  /** Whether something was learned that is not stored yet. */
  changed = false;

  constructor(stored: PeersCursor | undefined, selection: Selection) {
    this.#chats = new Map(Object.entries(stored?.chats ?? {}));
    this.#listedAt = stored?.listedAt ?? null;
    this.#listedSelection = stored?.selection ?? null;
    this.#selection = selection;
  }

  get cursor(): PeersCursor {
    return {
      chats: Object.fromEntries(this.#chats),
      listedAt: this.#listedAt ?? NEVER,
      selection: this.#listedSelection ?? "",
    };
  }

  /** Whether the dialogs are to be listed: the net under what updates tell. */
  isListingDue(now: Date): boolean {
    return !this.isWhole ||
      this.#listedSelection !== JSON.stringify(this.#selection) ||
      now.getTime() - Date.parse(this.#listedAt ?? NEVER) >= LISTED_FOR;
  }

  /** Whether the chats are all that there were when the dialogs were listed last. */
  get isWhole(): boolean {
    return this.#listedAt !== null && this.#listedAt !== NEVER;
  }

  /** There are chats that are not known, or cannot be opened with what is known. */
  missing(): void {
    if (this.#listedAt !== NEVER) this.changed = true;
    this.#listedAt = NEVER;
  }

  /** @param keys the chats that there are */
  listed(keys: ReadonlySet<string>, now: Date): void {
    for (const [key, chat] of this.#chats) {
      // A dialog that was cleared away keeps what comes; a channel that is not there was left.
      if (key.startsWith("channel:") && !keys.has(key)) this.#set(key, { ...chat, left: true });
    }
    this.#listedAt = now.toISOString();
    this.#listedSelection = JSON.stringify(this.#selection);
    this.changed = true;
  }

  has(key: string): boolean {
    return this.#chats.has(key);
  }

  /** Chats that are read, in the order in which they became known. */
  selected(): string[] {
    return [...this.#chats.keys()].filter((key) => this.isSelected(key));
  }

  isSelected(key: string): boolean {
    const chat = this.#chats.get(key);
    if (!chat || chat.left || bringsCodes(key) || this.#selection.exclude.includes(key)) {
      return false;
    }
    return chat.kind !== "broadcast" || this.#selection.include.includes(key);
  }

  topOf(key: string): number {
    return this.#chats.get(key)?.top ?? 0;
  }

  /** Brings what is known of chats up to date with what an answer tells of them. */
  learn({ users, chats }: Around): void {
    for (const user of users) this.#update(`user:${user.id}`, chatOfUser(user), user.min);
    for (const chat of chats) this.#update(keyOfChat(chat), chatOfGroup(chat), chat.min);
  }

  /**
   * Makes a chat of what an answer tells of it.
   *
   * @param top when its newest message was written, in seconds since 1970
   * @returns whether it is known now
   */
  adopt(key: string, { users, chats }: Around, top: number): boolean {
    const known = this.#chats.get(key);
    if (known) {
      if (top > known.top) this.#set(key, { ...known, top });
      return true;
    }
    if (bringsCodes(key)) return false;
    const user = users.find(({ id, min }) => key === `user:${id}` && !min);
    const chat = chats.find((candidate) => key === keyOfChat(candidate) && !candidate.min);
    const made = user ? chatOfUser(user) : chat ? chatOfGroup(chat) : null;
    if (made === null) this.missing();
    else this.#set(key, { ...made, top });
    return made !== null;
  }

  isForum(key: string): boolean {
    return this.#chats.get(key)?.forum === true;
  }

  readChat(key: string): ReadChat {
    const { kind, title, username, own = false } = this.#chats.get(key) ??
      { kind: "private", title: key };
    return { key, kind, title, username, own, place: placeOf(kind, title, own) };
  }

  address(key: string): PeerAddress {
    const [kind, id = ""] = key.split(":");
    return {
      kind: kind === "user" || kind === "chat" ? kind : "channel",
      id,
      accessHash: this.#chats.get(key)?.hash ?? null,
    };
  }

  #update(key: string, told: Told | null, min: boolean | null | undefined): void {
    const known = this.#chats.get(key);
    if (!known || !told) return;
    // Who is half known comes with a hash that opens nothing.
    if (min) this.#set(key, { ...known, title: told.title });
    else this.#set(key, { ...told, hash: told.hash ?? known.hash, top: known.top });
  }

  #set(key: string, chat: StoredChat): void {
    const known = this.#chats.get(key);
    this.#chats.set(key, chat);
    const { top: _, ...facts } = chat;
    const { top: __, ...before } = known ?? { top: 0 };
    // Its newest message alone is not worth storing all chats again.
    if (JSON.stringify(sorted(facts)) !== JSON.stringify(sorted(before))) this.changed = true;
  }
}

function sorted(facts: object): [string, unknown][] {
  return Object.entries(facts).toSorted(([a], [b]) => a < b ? -1 : 1);
}

/** What an answer tells of a chat. */
type Told = Omit<StoredChat, "top">;

function chatOfUser(user: User): Told | null {
  if (user._ !== "User") return null;
  return {
    kind: "private",
    title: userName(user) ?? "somebody",
    hash: user.accessHash ?? null,
    ...(user.self ? { own: true } : {}),
  };
}

function chatOfGroup(chat: Chat): Told | null {
  const { _, title, accessHash, username, broadcast, forum, left } = chat;
  if (_ === "ChatEmpty") return null;
  const channel = _.startsWith("Channel");
  return {
    kind: broadcast ? "broadcast" : "group",
    title: title?.replace(/\s+/g, " ").trim() || "a group",
    hash: accessHash ?? null,
    ...(username ? { username } : {}),
    ...(forum ? { forum } : {}),
    // A basic group that was left stays in the account's own box.
    ...(channel && (left || _ === "ChannelForbidden") ? { left: true } : {}),
  };
}
