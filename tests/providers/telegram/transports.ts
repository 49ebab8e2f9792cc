/** How packets are told apart on a TCP stream (core.telegram.org/mtproto/mtproto-transports). */
import { Buffer } from "node:buffer";
import { createDecipheriv, randomBytes, randomInt } from "node:crypto";
import { int } from "./wire.ts";

export interface Transport {
  /** The payloads that `chunk` completes; throws on what no client sends. */
  receive(chunk: Uint8Array): Buffer[];
  send(payload: Uint8Array): Buffer;
}

/** Longest packet that is taken. */
const LONGEST = 1 << 24;

/** Takes whichever transport the client's first bytes speak of. */
export class AnyTransport implements Transport {
  #first = Buffer.alloc(0);
  #chosen: Transport | null = null;

  receive(chunk: Uint8Array): Buffer[] {
    if (this.#chosen) return this.#chosen.receive(chunk);
    this.#first = Buffer.concat([this.#first, chunk]);
    const found = choose(this.#first);
    if (!found) return [];
    this.#chosen = found.transport;
    return found.transport.receive(found.rest);
  }

  send(payload: Uint8Array): Buffer {
    if (!this.#chosen) throw new Error("Nothing came yet");
    return this.#chosen.send(payload);
  }
}

function choose(first: Buffer): { transport: Transport; rest: Buffer } | null {
  if (first[0] === 0xef) return { transport: new Abridged(), rest: first.subarray(1) };
  if (first.length < 8) return null;
  const padded = tagOf(first.subarray(0, 4));
  if (padded) return { transport: padded, rest: first.subarray(4) };
  // The full transport has no tag, but its first packet has the number 0.
  if (first.readUInt32LE(4) === 0) return { transport: new FullTransport(), rest: first };
  if (first.length < 64) return null;
  return { transport: new Obfuscated(first.subarray(0, 64)), rest: first.subarray(64) };
}

function tagOf(tag: Buffer): Transport | null {
  const value = tag.readUInt32LE();
  if (value === 0xefefefef) return new Abridged();
  if (value === 0xeeeeeeee) return new Intermediate(false);
  return value === 0xdddddddd ? new Intermediate(true) : null;
}

/** Length in one byte or four, counted in words of four bytes. */
class Abridged implements Transport {
  #buffer = Buffer.alloc(0);

  receive(chunk: Uint8Array): Buffer[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const payloads: Buffer[] = [];
    for (;;) {
      const short = this.#buffer[0] ?? 0;
      const head = short === 0x7f ? 4 : 1;
      if (this.#buffer.length < head) return payloads;
      const length = 4 * (head === 1 ? short : this.#buffer.readUIntLE(1, 3));
      if (short > 0x7f || length === 0) throw new Error("Abridged packet without a length");
      if (this.#buffer.length < head + length) return payloads;
      payloads.push(this.#buffer.subarray(head, head + length));
      this.#buffer = this.#buffer.subarray(head + length);
    }
  }

  send(payload: Uint8Array): Buffer {
    const words = payload.length / 4;
    if (words < 0x7f) return Buffer.concat([Buffer.from([words]), payload]);
    return Buffer.concat([Buffer.from([0x7f]), int(words).subarray(0, 3), payload]);
  }
}

/** Length in four bytes; padded by up to fifteen bytes where the tag says so. */
class Intermediate implements Transport {
  #buffer = Buffer.alloc(0);

  constructor(readonly padded: boolean) {}

  receive(chunk: Uint8Array): Buffer[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const payloads: Buffer[] = [];
    while (this.#buffer.length >= 4) {
      const length = this.#buffer.readUInt32LE();
      if (length === 0 || length > LONGEST) throw new Error(`Packet of ${length} bytes`);
      if (this.#buffer.length < 4 + length) break;
      const payload = this.#buffer.subarray(4, 4 + length);
      payloads.push(this.padded ? unpadded(payload) : payload);
      this.#buffer = this.#buffer.subarray(4 + length);
    }
    return payloads;
  }

  send(payload: Uint8Array): Buffer {
    const padding = randomBytes(this.padded ? randomInt(16) : 0);
    return Buffer.concat([int(payload.length + padding.length), payload, padding]);
  }
}

/** An encrypted packet is whole blocks behind 24 bytes; a plain one tells its length. */
function unpadded(payload: Buffer): Buffer {
  const isPlain = payload.length >= 20 && payload.readBigInt64LE() === 0n;
  const length = isPlain ? 20 + payload.readInt32LE(16) : 24 + ((payload.length - 24) & ~15);
  return payload.subarray(0, length);
}

/** One of the others behind AES-CTR, whose keys come first and in clear. */
class Obfuscated implements Transport {
  readonly #inner: Transport;
  readonly #in: (data: Uint8Array) => Buffer;
  readonly #out: (data: Uint8Array) => Buffer;

  constructor(start: Buffer) {
    const reversed = Buffer.from(start.subarray(8, 56)).reverse();
    this.#in = counter(start.subarray(8, 40), start.subarray(40, 56));
    this.#out = counter(reversed.subarray(0, 32), reversed.subarray(32));
    const inner = tagOf(this.#in(start).subarray(56, 60));
    if (!inner) throw new Error("Unknown transport");
    this.#inner = inner;
  }

  receive(chunk: Uint8Array): Buffer[] {
    return this.#inner.receive(this.#in(chunk));
  }

  send(payload: Uint8Array): Buffer {
    return this.#out(this.#inner.send(payload));
  }
}

/** In counter mode both ways are the same. */
function counter(key: Uint8Array, iv: Uint8Array): (data: Uint8Array) => Buffer {
  const cipher = createDecipheriv("aes-256-ctr", key, iv);
  return (data) => cipher.update(data);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 of IEEE 802.3; node:zlib's throws on Deno 2.1.4. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** TCP full: length, sequence, payload, CRC32 (core.telegram.org/mtproto/mtproto-transports#full). */
export class FullTransport implements Transport {
  #buffer = Buffer.alloc(0);
  #sent = 0;
  #received = 0;

  /** The payloads that `chunk` completes; throws on a bad checksum or sequence. */
  receive(chunk: Uint8Array): Buffer[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const payloads: Buffer[] = [];
    while (this.#buffer.length >= 4) {
      const length = this.#buffer.readUInt32LE();
      if (length < 12 || length > LONGEST) throw new Error(`Packet of ${length} bytes`);
      if (this.#buffer.length < length) break;
      const packet = this.#buffer.subarray(0, length);
      this.#buffer = this.#buffer.subarray(length);
      if (crc32(packet.subarray(0, -4)) !== packet.readUInt32LE(length - 4)) {
        throw new Error("Packet with a wrong checksum");
      }
      if (packet.readUInt32LE(4) !== this.#received++) throw new Error("Packet out of sequence");
      payloads.push(packet.subarray(8, -4));
    }
    return payloads;
  }

  send(payload: Uint8Array): Buffer {
    const body = Buffer.concat([int(payload.length + 12), int(this.#sent++), payload]);
    return Buffer.concat([body, int(crc32(body))]);
  }
}
