/** One encrypted connection: sessions, salts, sequence numbers, containers and acknowledgements. */
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { decryptIge, encryptIge, messageKey, messageKeys } from "./crypto.ts";
import { blob, int, long, Reader } from "./wire.ts";

const CONTAINER = 0x73f1f8dc;
const GZIP = 0x3072cfa1;
const ACK = 0x62d6b459;
const PING = 0x7abe77ec;
const PING_DELAY = 0xf3427b8c;
const GET_FUTURE_SALTS = 0xb921bd04;
const DESTROY_SESSION = 0xe7512126;

/** An answer of the API: bytes of the result, or an error with its code. */
export type RpcAnswer = { result: Buffer } | { code: number; error: string };

/** An authorization key with what the server remembers about it. */
export interface AuthKey {
  readonly id: bigint;
  readonly bytes: Buffer;
  salt: bigint;
}

export interface ConnectionOptions {
  key: AuthKey;
  /** Milliseconds since 1970. */
  now: () => number;
  send: (packet: Buffer) => void;
  call: (request: Buffer) => Promise<RpcAnswer | null>;
}

/** Odd for messages that ask for an acknowledgement, even for those that do not. */
const isService = (id: number) => id === CONTAINER || id === ACK;

export class Connection {
  readonly #options: ConnectionOptions;
  #session: bigint | null = null;
  readonly #seen = new Set<bigint>();
  #contentSent = 0;
  #lastId = 0n;
  readonly unacknowledged = new Set<bigint>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Takes one encrypted packet; throws where a server hangs up. */
  async receive(packet: Buffer): Promise<void> {
    const { key } = this.#options;
    const msgKey = packet.subarray(8, 24);
    const keys = messageKeys(key.bytes, msgKey, 0);
    const plain = decryptIge(packet.subarray(24), keys.key, keys.iv);
    if (!messageKey(key.bytes, plain, 0).equals(msgKey)) throw new Error("msg_key differs");
    const reader = new Reader(plain);
    const salt = reader.long();
    const session = reader.long();
    const msgId = reader.long();
    const seq = reader.int();
    const body = reader.take(reader.int());
    if (reader.left < 12 || reader.left > 1024) throw new Error("Padding out of range");
    this.#session ??= this.#open(session, msgId);
    if (session !== this.#session) throw new Error("A second session on one connection");
    if (salt !== key.salt) {
      this.#send(
        Buffer.concat([int(0xedab447b), long(msgId), int(seq), int(48), long(key.salt)]),
        false,
      );
      return;
    }
    await this.#message(msgId, seq, body);
  }

  #open(session: bigint, msgId: bigint): bigint {
    this.#session = session;
    const unique = randomBytes(8).readBigInt64LE();
    this.#send(
      Buffer.concat([int(0x9ec20908), long(msgId), long(unique), long(this.#options.key.salt)]),
      true,
    );
    return session;
  }

  async #message(msgId: bigint, seq: number, body: Buffer): Promise<void> {
    const fault = this.#check(msgId, seq, body);
    if (fault !== null) {
      this.#send(Buffer.concat([int(0xa7eff811), long(msgId), int(seq), int(fault)]), false);
      return;
    }
    this.#seen.add(msgId);
    const reader = new Reader(body);
    const id = reader.id();
    switch (id) {
      case CONTAINER: {
        const inner: Promise<void>[] = [];
        for (let count = reader.int(); count > 0; count--) {
          const [innerId, innerSeq] = [reader.long(), reader.int()];
          inner.push(this.#message(innerId, innerSeq, reader.take(reader.int())));
        }
        await Promise.all(inner);
        return;
      }
      case ACK:
        reader.id();
        for (let count = reader.int(); count > 0; count--) {
          this.unacknowledged.delete(reader.long());
        }
        return;
      case PING:
      case PING_DELAY:
        this.#send(Buffer.concat([int(0x347773c5), long(msgId), reader.take(8)]), false);
        return;
      case GET_FUTURE_SALTS: {
        const now = Math.floor(this.#options.now() / 1000);
        const salts = [int(now - 60), int(now + 3600), long(this.#options.key.salt)];
        this.#send(
          Buffer.concat([int(0xae500895), long(msgId), int(now), int(1), ...salts]),
          false,
        );
        return;
      }
      case DESTROY_SESSION:
        this.#send(Buffer.concat([int(0x62d350c9), reader.take(8)]), false);
        return;
    }
    const answer = await this.#options.call(id === GZIP ? gunzipSync(reader.blob()) : body);
    if (answer) this.#result(msgId, answer);
  }

  /** The code of bad_msg_notification, or null. */
  #check(msgId: bigint, seq: number, body: Buffer): number | null {
    const seconds = Number(BigInt.asUintN(64, msgId) >> 32n);
    const now = this.#options.now() / 1000;
    if (seconds < now - 300) return 16;
    if (seconds > now + 30) return 17;
    if (msgId % 4n !== 0n) return 18;
    if (this.#seen.has(msgId)) return 19;
    if (isService(body.readUInt32LE()) && seq % 2 !== 0) return 34;
    return null;
  }

  #result(msgId: bigint, answer: RpcAnswer): void {
    const result = "result" in answer
      ? answer.result
      : Buffer.concat([int(0x2144ca19), int(answer.code), blob(Buffer.from(answer.error))]);
    this.#send(Buffer.concat([int(0xf35c6d01), long(msgId), result]), true);
  }

  #send(body: Buffer, content: boolean): void {
    const { key, now, send } = this.#options;
    const stamp = (BigInt(Math.floor(now())) << 32n) / 1000n;
    // Answers end in 01, notices in 11; both rise.
    const lowest = this.#lastId + 4n > stamp ? this.#lastId + 4n : stamp;
    this.#lastId = lowest - (lowest % 4n);
    const msgId = this.#lastId + (content ? 1n : 3n);
    if (content) this.unacknowledged.add(msgId);
    const seq = this.#contentSent * 2 + (content ? 1 : 0);
    if (content) this.#contentSent++;
    const head = [long(key.salt), long(this.#session ?? 0n), long(msgId), int(seq)];
    const bare = Buffer.concat([...head, int(body.length), body]);
    const padding = randomBytes(12 + (16 - (bare.length + 12) % 16) % 16);
    const plain = Buffer.concat([bare, padding]);
    const msgKey = messageKey(key.bytes, plain, 8);
    const keys = messageKeys(key.bytes, msgKey, 8);
    send(Buffer.concat([long(key.id), msgKey, encryptIge(plain, keys.key, keys.iv)]));
  }
}
