/** Boxes of messages, each with a pts of its own (core.telegram.org/api/updates). */
import type { Content } from "./content.ts";

export type Peer = { kind: "user" | "chat" | "channel"; id: number };

export const samePeer = (a: Peer, b: Peer) => a.kind === b.kind && a.id === b.id;

/** One copy of a message: private chats and basic groups have one in each member's box. */
export interface Message {
  readonly id: number;
  /** The same in all copies. */
  readonly uid: number;
  /** As the box's owner sees it. */
  readonly peer: Peer;
  /** The person who wrote it; null where the channel itself did. */
  readonly from: number | null;
  /** Seconds since 1970. */
  readonly date: number;
  editDate?: number;
  content: Content;
}

export type Change =
  | { kind: "new" | "edit"; id: number }
  | { kind: "delete"; ids: number[] }
  | { kind: "read"; peer: Peer; maxId: number };

/** A change, the pts after it and by how much it raised it. */
export type Entry = Change & { pts: number; ptsCount: number };

export class Box {
  pts = 1;
  readonly messages = new Map<number, Message>();
  #log: Entry[] = [];
  #floor = 1;
  #lastId = 0;

  /** What happened after `pts`, oldest first; null where the box does not remember so far back. */
  since(pts: number): Entry[] | null {
    return pts < this.#floor ? null : this.#log.filter((entry) => entry.pts > pts);
  }

  /** Forgets how it came to be as it is: who asks from before now is told "too long". */
  forget(): void {
    this.#log = [];
    this.#floor = this.pts;
  }

  add(message: Omit<Message, "id">): Message {
    const added = { ...message, id: ++this.#lastId };
    this.messages.set(added.id, added);
    this.#record({ kind: "new", id: added.id }, 1);
    return added;
  }

  edit(id: number, content: Content, date: number): void {
    const message = this.messages.get(id);
    if (!message) return;
    message.content = content;
    message.editDate = date;
    this.#record({ kind: "edit", id }, 1);
  }

  delete(ids: number[]): void {
    const gone = ids.filter((id) => this.messages.delete(id));
    if (gone.length > 0) this.#record({ kind: "delete", ids: gone }, gone.length);
  }

  /** Another session of the person read up to `maxId`: a pts without a message. */
  read(peer: Peer, maxId: number): void {
    this.#record({ kind: "read", peer, maxId }, 1);
  }

  byUid(uid: number): Message | undefined {
    return this.messages.values().find((message) => message.uid === uid);
  }

  /** Messages with `peer`, newest first. */
  with(peer: Peer): Message[] {
    return [...this.messages.values()].filter((message) => samePeer(message.peer, peer))
      .sort((a, b) => b.id - a.id);
  }

  #record(change: Change, ptsCount: number): void {
    this.pts += ptsCount;
    this.#log.push({ ...change, pts: this.pts, ptsCount });
  }
}
