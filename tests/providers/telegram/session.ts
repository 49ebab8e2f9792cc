/** What both sides know of one session: message ids, sequence numbers and acknowledgements. */
import { Buffer } from "node:buffer";
import { int, long, Reader } from "./wire.ts";

export const CONTAINER = 0x73f1f8dc;
export const ACK = 0x62d6b459;

/** Messages and answers that a session remembers. */
const REMEMBERED = 512;

/** What is not told by bad_msg_notification, but only ignored or answered again. */
export const REPEATED = 0;

/** One message on its way to the client. */
export interface Outgoing {
  msgId: bigint;
  seq: number;
  body: Buffer;
}

export class Session {
  /** Sequence numbers of what came, by message id. */
  readonly #seen = new Map<bigint, number>();
  readonly #answers = new Map<bigint, Buffer>();
  readonly unacknowledged = new Set<bigint>();
  #contentSent = 0;
  #lastId = 0n;

  /** @param now milliseconds since 1970 */
  constructor(readonly id: bigint, readonly now: () => number) {}

  /**
   * Why a message is refused, as a code of bad_msg_notification; REPEATED for one that came before;
   * null for a good one. (core.telegram.org/mtproto/service_messages_about_messages)
   */
  fault(msgId: bigint, seq: number, body: Buffer): number | null {
    const seconds = Number(BigInt.asUintN(64, msgId) >> 32n);
    const now = this.now() / 1000;
    if (seconds < now - 300) return 16;
    if (seconds > now + 30) return 17;
    if (msgId % 4n !== 0n) return 18;
    const id = body.readUInt32LE();
    if (this.#seen.has(msgId)) return id === CONTAINER ? 19 : REPEATED;
    for (const [otherId, other] of this.#seen) {
      const same = other === seq && seq % 2 === 1;
      if (otherId < msgId && (other > seq || same)) return 32;
      if (otherId > msgId && (other < seq || same)) return 33;
    }
    // An acknowledgement that asks for one is let pass: mtcute sends no others.
    if (id === CONTAINER && seq % 2 !== 0) return 34;
    if (id === CONTAINER && !isContainer(msgId, body)) return 64;
    return null;
  }

  take(msgId: bigint, seq: number): void {
    remember(this.#seen, msgId, seq);
  }

  /** As if it had not come: the client will send its content anew. */
  forget(msgId: bigint): void {
    this.#seen.delete(msgId);
  }

  answered(msgId: bigint, body: Buffer): void {
    remember(this.#answers, msgId, body);
  }

  answerTo(msgId: bigint): Buffer | undefined {
    return this.#answers.get(msgId);
  }

  /** The byte of msgs_state_info. */
  stateOf(msgId: bigint): number {
    if (!this.#seen.has(msgId)) return 2;
    return this.#answers.has(msgId) ? 4 + 64 : 4 + 32;
  }

  acknowledge(msgId: bigint): void {
    this.unacknowledged.delete(msgId);
  }

  /** @param content whether the client has to acknowledge it */
  outgoing(body: Buffer, content: boolean, isAnswer: boolean): Outgoing {
    const msgId = this.#nextId() + (isAnswer ? 1n : 3n);
    const seq = this.#contentSent * 2 + (content ? 1 : 0);
    if (content) {
      this.#contentSent++;
      this.unacknowledged.add(msgId);
    }
    return { msgId, seq, body };
  }

  /** Several messages in one. */
  contain(messages: readonly Outgoing[]): Outgoing {
    const inner = messages.map(({ msgId, seq, body }) =>
      Buffer.concat([long(msgId), int(seq), int(body.length), body])
    );
    const body = Buffer.concat([int(CONTAINER), int(inner.length), ...inner]);
    return this.outgoing(body, false, true);
  }

  /** A multiple of four that rises, and tells the time. */
  #nextId(): bigint {
    const stamp = (BigInt(Math.floor(this.now())) << 32n) / 1000n;
    const lowest = this.#lastId + 4n > stamp ? this.#lastId + 4n : stamp;
    this.#lastId = lowest - (lowest % 4n);
    return this.#lastId;
  }
}

export interface Contained {
  msgId: bigint;
  seq: number;
  body: Buffer;
}

/** The messages of a container. */
export function contained(body: Buffer): Contained[] {
  const reader = new Reader(body);
  reader.id();
  return Array.from({ length: reader.int() }, () => {
    const [msgId, seq] = [reader.long(), reader.int()];
    return { msgId, seq, body: reader.take(reader.int()) };
  });
}

/** Containers hold older messages, and no containers. */
function isContainer(msgId: bigint, body: Buffer): boolean {
  return contained(body).every((inner) =>
    inner.msgId < msgId && inner.body.readUInt32LE() !== CONTAINER
  );
}

function remember<V>(memory: Map<bigint, V>, key: bigint, value: V): void {
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
}
