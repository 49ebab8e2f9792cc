/** Bytes on the wire: TL's bare types. */
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
