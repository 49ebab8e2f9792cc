/** One TCP connection under a key: salts, service messages, calls and their answers. */
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { gzipSync, unzipSync } from "node:zlib";
import { open, seal } from "./envelope.ts";
import { ACK, contained, CONTAINER, type Outgoing, REPEATED, Session } from "./session.ts";
import { blob, int, long, Reader } from "./wire.ts";

const GZIP = 0x3072cfa1;
const PING = 0x7abe77ec;
const PING_DELAY = 0xf3427b8c;
const GET_FUTURE_SALTS = 0xb921bd04;
const STATE_REQUEST = 0xda69fb52;
const DROP_ANSWER = 0x58e4a740;
const DESTROY_SESSION = 0xe7512126;
const DESTROY_KEY = 0xd1435160;
const VECTOR = 0x1cb5c415;

/** Answers above this are compressed. */
const LARGE = 512;

/** An answer of the API: bytes of the result, or an error with its code. */
export type RpcAnswer = { result: Buffer } | { code: number; error: string };

/** What a call comes to: an answer, a salt that is no longer good, or nothing at all. */
export type Outcome = RpcAnswer | "bad salt" | null;

/** An authorization key with what the server remembers about it. */
export interface AuthKey {
  readonly id: bigint;
  readonly bytes: Buffer;
  salt: bigint;
  readonly sessions: Map<bigint, Session>;
}

export interface ConnectionOptions {
  key: AuthKey;
  /** Milliseconds since 1970. */
  now: () => number;
  send: (packet: Buffer) => void;
  /** A promise for an answer that is not there at once. */
  call: (request: Buffer) => Outcome | Promise<Outcome>;
  forgetKey: () => void;
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #outbox = new Map<Session, Outgoing[]>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Takes one encrypted packet; throws where a server hangs up. */
  async receive(packet: Buffer): Promise<void> {
    const { key } = this.#options;
    const { salt, session: id, msgId, seq, body } = open(key, packet);
    const session = key.sessions.get(id) ?? this.#begin(id, firstOf(msgId, body));
    if (salt !== key.salt) return this.#badSalt(session, msgId, seq);
    await this.#message(session, msgId, seq, body);
  }

  /** Clients send anew what they sent before `msgId`. */
  #begin(id: bigint, msgId: bigint): Session {
    const { key, now } = this.#options;
    const session = new Session(id, now);
    key.sessions.set(id, session);
    const unique = randomBytes(8).readBigInt64LE();
    const body = [int(0x9ec20908), long(msgId), long(unique), long(key.salt)];
    this.#send(session, Buffer.concat(body), true);
    return session;
  }

  #badSalt(session: Session, msgId: bigint, seq: number): void {
    const body = [int(0xedab447b), long(msgId), int(seq), int(48), long(this.#options.key.salt)];
    this.#send(session, Buffer.concat(body));
  }

  async #message(session: Session, msgId: bigint, seq: number, body: Buffer): Promise<void> {
    const fault = session.fault(msgId, seq, body);
    if (fault === REPEATED) return this.#again(session, msgId);
    if (fault !== null) {
      const notice = [int(0xa7eff811), long(msgId), int(seq), int(fault)];
      return this.#send(session, Buffer.concat(notice));
    }
    session.take(msgId, seq);
    if (body.readUInt32LE() === CONTAINER) {
      const inner = contained(body).map((each) =>
        this.#message(session, each.msgId, each.seq, each.body)
      );
      await Promise.all(inner);
    } else if (!this.#service(session, msgId, new Reader(body))) {
      await this.#call(session, msgId, seq, body);
    }
  }

  /** A message that came before: its answer once more, or the word that it came. */
  #again(session: Session, msgId: bigint): void {
    const answer = session.answerTo(msgId);
    if (answer) this.#send(session, answer, true, true);
    else this.#acknowledge(session, msgId);
  }

  #acknowledge(session: Session, msgId: bigint): void {
    this.#send(session, Buffer.concat([int(ACK), int(VECTOR), int(1), long(msgId)]));
  }

  /** Whether it was a message about messages. */
  #service(session: Session, msgId: bigint, reader: Reader): boolean {
    const reply = (...parts: Buffer[]) => {
      this.#send(session, Buffer.concat(parts));
      return true;
    };
    switch (reader.id()) {
      case ACK:
        for (const acknowledged of longs(reader)) session.acknowledge(acknowledged);
        return true;
      case PING:
      case PING_DELAY:
        return reply(int(0x347773c5), long(msgId), reader.take(8));
      case GET_FUTURE_SALTS: {
        const now = Math.floor(this.#options.now() / 1000);
        const salt = [int(now - 60), int(now + 3600), long(this.#options.key.salt)];
        return reply(int(0xae500895), long(msgId), int(now), int(1), ...salt);
      }
      case STATE_REQUEST: {
        const states = longs(reader).map((id) => session.stateOf(id));
        return reply(int(0x04deb57d), long(msgId), blob(Buffer.from(states)));
      }
      case DROP_ANSWER:
        return reply(int(0xf35c6d01), long(msgId), int(0x5e2ad36e));
      case DESTROY_SESSION: {
        const id = reader.long();
        const isKnown = this.#options.key.sessions.delete(id);
        return reply(int(isKnown ? 0xe22045fc : 0x62d350c9), long(id));
      }
      case DESTROY_KEY:
        reply(int(0xf660e1d4));
        this.#options.forgetKey();
        return true;
    }
    return false;
  }

  async #call(session: Session, msgId: bigint, seq: number, body: Buffer): Promise<void> {
    // Odd numbers ask for an acknowledgement, and calls always do.
    if (seq % 2 === 0) {
      return this.#send(session, Buffer.concat([int(0xa7eff811), long(msgId), int(seq), int(35)]));
    }
    // Clients pack by gzip or by zlib.
    const packed = new Reader(body);
    const request = packed.id() === GZIP ? unzipSync(packed.blob()) : body;
    let outcome = this.#options.call(request);
    if (outcome instanceof Promise) {
      this.#acknowledge(session, msgId);
      outcome = await outcome;
    }
    // As if it had been lost on the way here: it may come again.
    if (outcome === null) return session.forget(msgId);
    if (outcome === "bad salt") {
      session.forget(msgId);
      return this.#badSalt(session, msgId, seq);
    }
    const answer = Buffer.concat([int(0xf35c6d01), long(msgId), resultOf(outcome)]);
    session.answered(msgId, answer);
    this.#send(session, answer, true, true);
  }

  /** What is to be sent at the same time goes in one container. */
  #send(session: Session, body: Buffer, content = false, isAnswer = false): void {
    const waiting = this.#outbox.get(session);
    const message = session.outgoing(body, content, isAnswer);
    if (waiting) return void waiting.push(message);
    this.#outbox.set(session, [message]);
    queueMicrotask(() => this.#flush(session));
  }

  #flush(session: Session): void {
    const messages = this.#outbox.get(session) ?? [];
    this.#outbox.delete(session);
    const { key, send } = this.#options;
    const [first, ...others] = messages;
    if (!first) return;
    const { msgId, seq, body } = others.length > 0 ? session.contain(messages) : first;
    send(seal(key, { salt: key.salt, session: session.id, msgId, seq, body }));
  }
}

/** The lowest message id of a packet. */
function firstOf(msgId: bigint, body: Buffer): bigint {
  if (body.readUInt32LE() !== CONTAINER) return msgId;
  return contained(body).reduce(
    (lowest, inner) => inner.msgId < lowest ? inner.msgId : lowest,
    msgId,
  );
}

function longs(reader: Reader): bigint[] {
  reader.id();
  return Array.from({ length: reader.int() }, () => reader.long());
}

function resultOf(answer: RpcAnswer): Buffer {
  if ("error" in answer) {
    return Buffer.concat([int(0x2144ca19), int(answer.code), blob(Buffer.from(answer.error))]);
  }
  if (answer.result.length <= LARGE) return answer.result;
  return Buffer.concat([int(GZIP), blob(gzipSync(answer.result))]);
}
