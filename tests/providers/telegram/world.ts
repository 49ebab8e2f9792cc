/** People, chats and channels, and what is said in them: the state behind the data centre. */
import { createHmac, randomBytes } from "node:crypto";
import bigInt from "big-integer";
import { Api } from "telegram";
import { Box, type Message, type Peer } from "./boxes.ts";
import type { Chat, Content, Said } from "./content.ts";

export interface Person {
  readonly id: number;
  firstName: string;
  lastName?: string;
  username?: string;
  phone?: string;
  bot?: boolean;
  deleted?: boolean;
}

export interface Group {
  readonly id: number;
  title: string;
  readonly date: number;
  readonly members: Set<number>;
}

export interface Channel extends Group {
  readonly broadcast: boolean;
  readonly forum: boolean;
  /** With one, anybody may read it. */
  username?: string;
  readonly banned: Set<number>;
  /** Titles of its topics by the id of the message that made them. */
  readonly topics: Map<number, string>;
  readonly box: Box;
  /** Seconds since 1970. */
  changedAt: number;
}

/** What one account has beside its channels. */
export interface Mailbox {
  readonly box: Box;
  qts: number;
  seq: number;
  readonly secrets: { qts: number; message: Api.TypeEncryptedMessage }[];
  /** Channels joined or left, and when. */
  readonly notices: { date: number; channel: number }[];
}

export class World {
  readonly people = new Map<number, Person>();
  readonly groups = new Map<number, Group>();
  readonly channels = new Map<number, Channel>();
  /** Changes in one difference; what is more comes in slices. */
  slice = 100;
  /** Changes of a channel that a difference tells; beyond, it is too long. */
  channelGap = 1_000;
  readonly #mailboxes = new Map<number, Mailbox>();
  readonly #secret = randomBytes(32);
  #lastUid = 0;

  /** @param now milliseconds since 1970 */
  constructor(readonly now: () => number) {}

  get seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Each account has other access hashes for the same peer. */
  accessHash(viewer: number, peer: Peer, min = false): bigint {
    const name = `${viewer}:${peer.kind}:${peer.id}:${min}`;
    return createHmac("sha256", this.#secret).update(name).digest().readBigInt64LE();
  }

  mailbox(person: number): Mailbox {
    const known = this.#mailboxes.get(person);
    if (known) return known;
    const made = { box: new Box(), qts: 0, seq: 1, secrets: [], notices: [] };
    this.#mailboxes.set(person, made);
    return made;
  }

  addPerson(person: Person): number {
    this.people.set(person.id, person);
    return person.id;
  }

  /** A basic group of `members`, the first of which made it. */
  addGroup(id: number, title: string, members: readonly number[]): Chat {
    this.groups.set(id, { id, title, members: new Set(members), date: this.seconds });
    const chat: Chat = { kind: "group", id };
    const users = members.map(longOf);
    this.say(chat, members[0] ?? 0, { action: new Api.MessageActionChatCreate({ title, users }) });
    return chat;
  }

  addChannel(
    id: number,
    title: string,
    members: readonly number[],
    options: { broadcast?: boolean; forum?: boolean; username?: string } = {},
  ): Chat {
    const { broadcast = false, forum = false, username } = options;
    this.channels.set(id, {
      ...{ id, title, broadcast, forum, ...(username ? { username } : {}) },
      ...{ members: new Set(), banned: new Set(), topics: new Map(), box: new Box() },
      ...{ date: this.seconds, changedAt: this.seconds },
    });
    for (const member of members) this.join(id, member);
    const chat: Chat = { kind: "channel", id };
    this.say(chat, members[0] ?? 0, { action: new Api.MessageActionChannelCreate({ title }) });
    return chat;
  }

  /** A topic of a forum: the id of the message that opens it. */
  addTopic(chat: Chat, from: number, title: string): number {
    const action = new Api.MessageActionTopicCreate({ title, iconColor: 7_322_096 });
    const said = this.say(chat, from, { action });
    const channel = this.channelOf(chat);
    const id = channel.box.byUid(said.uid)?.id ?? 0;
    channel.topics.set(id, title);
    return id;
  }

  join(channel: number, person: number): void {
    const joined = this.#channel(channel);
    joined.banned.delete(person);
    joined.members.add(person);
    this.#notice(person, channel);
  }

  /** Leaves a basic group or a channel; `banned` where somebody else wanted it. */
  leave(chat: Chat, person: number, banned = false): void {
    if (chat.kind === "private") throw new Error("Nobody leaves a private chat");
    if (chat.kind === "group") {
      const action = new Api.MessageActionChatDeleteUser({ userId: longOf(person) });
      this.say(chat, person, { action });
      this.groups.get(chat.id)?.members.delete(person);
      return;
    }
    const channel = this.#channel(chat.id);
    channel.members.delete(person);
    if (banned) channel.banned.add(person);
    this.#notice(person, chat.id);
  }

  /** Writes to a chat; a string is plain text. */
  say(chat: Chat, from: number, content: string | Partial<Content>): Said {
    const full: Content = {
      text: "",
      ...typeof content === "string" ? { text: content } : content,
    };
    const uid = ++this.#lastUid;
    for (const { box, peer } of this.#copies(chat)) {
      const anonymous = chat.kind === "channel" && this.#channel(chat.id).broadcast;
      const writer = anonymous ? null : from;
      box.add({ uid, peer, from: writer, date: full.date ?? this.seconds, content: full });
    }
    this.#changed(chat);
    return { uid, chat };
  }

  edit(said: Said, content: Partial<Content>): void {
    for (const { box } of this.#copies(said.chat)) {
      const message = box.byUid(said.uid);
      if (message) box.edit(message.id, { ...message.content, ...content }, this.seconds);
    }
    this.#changed(said.chat);
  }

  /** Deletes messages of one chat at once; `only` leaves the copies of all others. */
  delete(said: readonly Said[], only?: number): void {
    const [first] = said;
    if (!first) return;
    for (const { box, owner } of this.#copies(first.chat)) {
      if (only !== undefined && owner !== only) continue;
      box.delete(said.flatMap(({ uid }) => box.byUid(uid)?.id ?? []));
    }
    this.#changed(first.chat);
  }

  /** A message of a secret chat reaches the account: it raises qts alone. */
  whisper(person: number): void {
    const mailbox = this.mailbox(person);
    const message = new Api.EncryptedMessage({
      randomId: longOf(++this.#lastUid),
      chatId: 1,
      date: this.seconds,
      bytes: randomBytes(64),
      file: new Api.EncryptedFileEmpty(),
    });
    mailbox.secrets.push({ qts: ++mailbox.qts, message });
  }

  channelOf(chat: Chat): Channel {
    if (chat.kind !== "channel") throw new Error("No channel");
    return this.#channel(chat.id);
  }

  /** What `person` sees of a chat, newest first. */
  seenBy(person: number, chat: Chat): Message[] {
    if (chat.kind === "channel") return this.channelOf(chat).box.with(chat);
    if (chat.kind === "group") return this.mailbox(person).box.with({ kind: "chat", id: chat.id });
    const [a, b] = chat.people;
    return this.mailbox(person).box.with({ kind: "user", id: a === person ? b : a });
  }

  #copies(chat: Chat): { owner: number | null; box: Box; peer: Peer }[] {
    if (chat.kind === "channel") {
      return [{ owner: null, box: this.#channel(chat.id).box, peer: chat }];
    }
    if (chat.kind === "private") {
      const [a, b] = chat.people;
      const sides: (readonly [number, number])[] = a === b ? [[a, a]] : [[a, b], [b, a]];
      return sides.map(([owner, id]) => ({
        ...{ owner, box: this.mailbox(owner).box, peer: { kind: "user", id } },
      }));
    }
    const members = [...this.groups.get(chat.id)?.members ?? []];
    return members.map((owner) => ({
      ...{ owner, box: this.mailbox(owner).box, peer: { kind: "chat", id: chat.id } },
    }));
  }

  #channel(id: number): Channel {
    const channel = this.channels.get(id);
    if (!channel) throw new Error(`No channel ${id}`);
    return channel;
  }

  #changed(chat: Chat): void {
    if (chat.kind === "channel") this.#channel(chat.id).changedAt = this.seconds;
  }

  #notice(person: number, channel: number): void {
    const mailbox = this.mailbox(person);
    mailbox.seq++;
    mailbox.notices.push({ date: this.seconds, channel });
  }
}

export const longOf = (value: number | bigint) => bigInt(value.toString());
