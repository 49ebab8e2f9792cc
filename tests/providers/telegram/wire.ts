/** Bytes on the wire: TL's bare types and the full TCP transport. */
import { Buffer } from "node:buffer";

/** Reads TL's bare types in order. */
export class Reader {
  #at = 0;
  constructor(readonly bytes: Buffer) {}
  get left(): number {
    return this.bytes.length - this.#at;
  }
  take(length: number): Buffer {
    if (length < 0 || length > this.left) throw new Error("Message ends too early");
    return this.bytes.subarray(this.#at, this.#at += length);
  }
  int(): number {
    return this.take(4).readInt32LE();
  }
  id(): number {
    return this.take(4).readUInt32LE();
  }
  long(): bigint {
    return this.take(8).readBigInt64LE();
  }
  blob(): Buffer {
    const first = this.take(1)[0] ?? 0;
    const length = first < 254 ? first : this.take(3).readUIntLE(0, 3);
    const value = this.take(length);
    this.take((4 - ((first < 254 ? 1 : 4) + length) % 4) % 4);
    return value;
  }
}

export function int(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeInt32LE(value | 0);
  return out;
}

export function long(value: bigint): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigInt64LE(BigInt.asIntN(64, value));
  return out;
}

export function blob(value: Uint8Array): Buffer {
  const length = value.length;
  const head = length < 254
    ? Buffer.from([length])
    : Buffer.from([254, length & 255, (length >> 8) & 255, length >> 16]);
  return Buffer.concat([head, value, Buffer.alloc((4 - (head.length + length) % 4) % 4)]);
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
export class FullTransport {
  #buffer = Buffer.alloc(0);
  #sent = 0;
  #received = 0;

  /** The payloads that `chunk` completes; throws on a bad checksum or sequence. */
  receive(chunk: Uint8Array): Buffer[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const payloads: Buffer[] = [];
    while (this.#buffer.length >= 4) {
      const length = this.#buffer.readUInt32LE();
      if (length < 12 || length > 1 << 24) throw new Error(`Packet of ${length} bytes`);
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
