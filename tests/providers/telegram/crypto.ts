/** The cryptography of an MTProto data centre, by node:crypto and BigInt alone. */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

export const sha1 = (...parts: Uint8Array[]): Buffer => digest("sha1", parts);
export const sha256 = (...parts: Uint8Array[]): Buffer => digest("sha256", parts);

function digest(name: string, parts: Uint8Array[]): Buffer {
  return createHash(name).update(Buffer.concat(parts)).digest();
}

export function xor(a: Uint8Array, b: Uint8Array): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));
}

/** Big-endian bytes to a number. */
export function toBigInt(bytes: Uint8Array): bigint {
  return BigInt("0x" + (Buffer.from(bytes).toString("hex") || "0"));
}

/** A number as big-endian bytes, padded on the left to `length`. */
export function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, "0"), "hex");
}

export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let b = base % modulus, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus) {
    if (e & 1n) result = (result * b) % modulus;
  }
  return result;
}

/** AES-256 in Infinite Garble Extension mode, built on ECB. `iv` is 32 bytes. */
export function encryptIge(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-ecb", key, Buffer.alloc(0)).setAutoPadding(false);
  const out = ige(data, iv.subarray(0, 16), iv.subarray(16), (block) => cipher.update(block));
  // Until then older Deno keeps it open.
  cipher.final();
  return out;
}

export function decryptIge(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer {
  const cipher = createDecipheriv("aes-256-ecb", key, Buffer.alloc(0)).setAutoPadding(false);
  const out = ige(data, iv.subarray(16), iv.subarray(0, 16), (block) => cipher.update(block));
  cipher.final();
  return out;
}

/** `before` meets the block before the cipher, `after` meets it behind. */
function ige(
  data: Uint8Array,
  before: Uint8Array,
  after: Uint8Array,
  cipher: (block: Uint8Array) => Uint8Array,
): Buffer {
  if (data.length % 16 !== 0) throw new Error("AES-IGE takes whole blocks of 16 bytes");
  const out = Buffer.alloc(data.length);
  for (let at = 0; at < data.length; at += 16) {
    const input = data.subarray(at, at + 16);
    const output = xor(cipher(xor(input, before)), after);
    output.copy(out, at);
    before = output;
    after = input;
  }
  return out;
}

/** An RSA key pair of the test's own, and what clients know it by. */
export class ServerKey {
  /** The lower 64 bits of SHA1(n, e as TL bytes), as signed little-endian long. */
  readonly fingerprint: bigint;

  private constructor(readonly n: bigint, readonly d: bigint) {
    const tlN = Buffer.concat([Buffer.from([254, 0, 1, 0]), toBytes(n, 256)]);
    const tlE = Buffer.from([3, 1, 0, 1]);
    this.fingerprint = sha1(tlN, tlE).readBigInt64LE(12);
  }

  /** A key whose fingerprint has all its hexadecimal digits: mtcute drops zeros in front of one. */
  static async create(): Promise<ServerKey> {
    for (;;) {
      const key = await ServerKey.#generate();
      if (BigInt.asUintN(64, key.fingerprint) >> 60n !== 0n) return key;
    }
  }

  static async #generate(): Promise<ServerKey> {
    const { privateKey } = await crypto.subtle.generateKey(
      {
        name: "RSA-OAEP",
        hash: "SHA-256",
        modulusLength: 2048,
        publicExponent: new Uint8Array([1, 0, 1]),
      },
      true,
      ["encrypt", "decrypt"],
    );
    const { n, d } = await crypto.subtle.exportKey("jwk", privateKey);
    if (!n || !d) throw new Error("RSA key without n or d");
    return new ServerKey(
      toBigInt(Buffer.from(n, "base64url")),
      toBigInt(Buffer.from(d, "base64url")),
    );
  }

  /** Undoes RSA_PAD (core.telegram.org/mtproto/auth_key); throws when the hash does not agree. */
  open(encrypted: Uint8Array): Buffer {
    const plain = toBytes(modPow(toBigInt(encrypted), this.d, this.n), 256);
    const sealed = plain.subarray(32);
    const key = xor(plain.subarray(0, 32), sha256(sealed));
    const opened = decryptIge(sealed, key, Buffer.alloc(32));
    const data = Buffer.from(opened.subarray(0, 192)).reverse();
    if (!sha256(key, data).equals(opened.subarray(192))) throw new Error("RSA_PAD hash differs");
    return data;
  }
}

/** Key and iv of a message of MTProto 2.0; `x` is 0 from the client, 8 from the server. */
export function messageKeys(authKey: Buffer, msgKey: Buffer, x: 0 | 8) {
  const a = sha256(msgKey, authKey.subarray(x, x + 36));
  const b = sha256(authKey.subarray(x + 40, x + 76), msgKey);
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  };
}

export function messageKey(authKey: Buffer, plain: Uint8Array, x: 0 | 8): Buffer {
  return sha256(authKey.subarray(88 + x, 120 + x), plain).subarray(8, 24);
}
