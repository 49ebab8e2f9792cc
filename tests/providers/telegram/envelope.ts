/** The encrypted envelope of MTProto 2.0 (core.telegram.org/mtproto/description). */
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { decryptIge, encryptIge, messageKey, messageKeys } from "./crypto.ts";
import { int, long, Reader } from "./wire.ts";

export interface Envelope {
  salt: bigint;
  session: bigint;
  msgId: bigint;
  seq: number;
  body: Buffer;
}

export interface SealingKey {
  readonly id: bigint;
  readonly bytes: Buffer;
}

/** Opens what a client sent; throws where a server hangs up. */
export function open(key: SealingKey, packet: Buffer): Envelope {
  const msgKey = packet.subarray(8, 24);
  const keys = messageKeys(key.bytes, msgKey, 0);
  const plain = decryptIge(packet.subarray(24), keys.key, keys.iv);
  if (!messageKey(key.bytes, plain, 0).equals(msgKey)) throw new Error("msg_key differs");
  const reader = new Reader(plain);
  const [salt, session, msgId] = [reader.long(), reader.long(), reader.long()];
  const seq = reader.int();
  const body = reader.take(reader.int());
  if (reader.left < 12 || reader.left > 1024) throw new Error("Padding out of range");
  return { salt, session, msgId, seq, body };
}

export function seal(key: SealingKey, { salt, session, msgId, seq, body }: Envelope): Buffer {
  const head = [long(salt), long(session), long(msgId), int(seq)];
  const bare = Buffer.concat([...head, int(body.length), body]);
  const padding = randomBytes(12 + (16 - (bare.length + 12) % 16) % 16);
  const plain = Buffer.concat([bare, padding]);
  const msgKey = messageKey(key.bytes, plain, 8);
  const keys = messageKeys(key.bytes, msgKey, 8);
  return Buffer.concat([long(key.id), msgKey, encryptIge(plain, keys.key, keys.iv)]);
}
