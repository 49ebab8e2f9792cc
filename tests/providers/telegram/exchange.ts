/** The server's side of the key exchange (core.telegram.org/mtproto/auth_key). */
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import {
  decryptIge,
  encryptIge,
  modPow,
  type ServerKey,
  sha1,
  toBigInt,
  toBytes,
  xor,
} from "./crypto.ts";
import { DH_GENERATOR, DH_PRIME } from "./prime.ts";
import { blob, int, long, Reader } from "./wire.ts";

const REQ_PQ = 0x60469778;
const REQ_PQ_MULTI = 0xbe7e8ef1;
const REQ_DH = 0xd712e4be;
const SET_CLIENT_DH = 0xf5045f1f;
const PQ_INNER = 0x83c95aec;
const PQ_INNER_DC = 0xa9f55f95;
const CLIENT_DH_INNER = 0x6643b654;

/** Two primes, p < q. */
export type PrimePair = readonly [bigint, bigint];

export interface NewKey {
  authKey: Buffer;
  salt: bigint;
}

export class KeyExchange {
  #nonce = Buffer.alloc(0);
  readonly #serverNonce = randomBytes(16);
  #newNonce = Buffer.alloc(0);
  readonly #a = toBigInt(randomBytes(256));
  #key = { key: Buffer.alloc(0), iv: Buffer.alloc(0) };

  constructor(
    readonly serverKey: ServerKey,
    readonly primes: PrimePair,
    readonly onKey: (key: NewKey) => void,
  ) {}

  /** The answer to one unencrypted request; throws on whatever a server would hang up on. */
  answer(request: Buffer, seconds: number): Buffer {
    const reader = new Reader(request);
    const id = reader.id();
    const nonce = Buffer.from(reader.take(16));
    if (id === REQ_PQ || id === REQ_PQ_MULTI) {
      this.#nonce = nonce;
      const pq = toBytes(this.primes[0] * this.primes[1], 8);
      const first = pq.findIndex((byte) => byte !== 0);
      return Buffer.concat([
        this.#head(0x05162463),
        blob(pq.subarray(first)),
        int(0x1cb5c415),
        int(1),
        long(this.serverKey.fingerprint),
      ]);
    }
    if (!nonce.equals(this.#nonce) || !this.#serverNonce.equals(reader.take(16))) {
      throw new Error("Key exchange with another nonce");
    }
    if (id === REQ_DH) return this.#parameters(reader, seconds);
    if (id === SET_CLIENT_DH) return this.#finish(reader);
    throw new Error(`Unencrypted request 0x${id.toString(16)}`);
  }

  #head(id: number): Buffer {
    return Buffer.concat([int(id), this.#nonce, this.#serverNonce]);
  }

  #parameters(reader: Reader, seconds: number): Buffer {
    this.#checkPrimes(reader.blob(), reader.blob());
    if (reader.long() !== this.serverKey.fingerprint) throw new Error("Unknown RSA key");
    const inner = new Reader(this.serverKey.open(reader.blob()));
    const id = inner.id();
    if (id !== PQ_INNER && id !== PQ_INNER_DC) throw new Error("No p_q_inner_data");
    inner.blob();
    this.#checkPrimes(inner.blob(), inner.blob());
    if (!inner.take(16).equals(this.#nonce) || !inner.take(16).equals(this.#serverNonce)) {
      throw new Error("Inner data with another nonce");
    }
    this.#newNonce = Buffer.from(inner.take(32));
    const [n, s] = [this.#newNonce, this.#serverNonce];
    const middle = sha1(s, n);
    this.#key = {
      key: Buffer.concat([sha1(n, s), middle.subarray(0, 12)]),
      iv: Buffer.concat([middle.subarray(12), sha1(n, n), n.subarray(0, 4)]),
    };
    const answer = Buffer.concat([
      this.#head(0xb5890dba),
      int(Number(DH_GENERATOR)),
      blob(toBytes(DH_PRIME, 256)),
      blob(toBytes(modPow(DH_GENERATOR, this.#a, DH_PRIME), 256)),
      int(seconds),
    ]);
    const padding = Buffer.alloc((16 - (answer.length + 20) % 16) % 16);
    const plain = Buffer.concat([sha1(answer), answer, padding]);
    return Buffer.concat([
      this.#head(0xd0e8075c),
      blob(encryptIge(plain, this.#key.key, this.#key.iv)),
    ]);
  }

  #checkPrimes(p: Buffer, q: Buffer): void {
    if (toBigInt(p) !== this.primes[0] || toBigInt(q) !== this.primes[1]) {
      throw new Error("Wrong factors of pq");
    }
  }

  #finish(reader: Reader): Buffer {
    const plain = decryptIge(reader.blob(), this.#key.key, this.#key.iv);
    const inner = new Reader(plain.subarray(20));
    if (inner.id() !== CLIENT_DH_INNER) throw new Error("No client_DH_inner_data");
    inner.take(32);
    inner.long();
    const gb = toBigInt(inner.blob());
    const used = plain.subarray(20, plain.length - inner.left);
    if (!sha1(used).equals(plain.subarray(0, 20))) throw new Error("Client's hash differs");
    const edge = 1n << 1984n;
    if (gb < edge || gb > DH_PRIME - edge) throw new Error("g_b out of range");
    const authKey = toBytes(modPow(gb, this.#a, DH_PRIME), 256);
    const salt = xor(this.#newNonce.subarray(0, 8), this.#serverNonce.subarray(0, 8));
    this.onKey({ authKey, salt: salt.readBigInt64LE() });
    const hash = sha1(this.#newNonce, Buffer.from([1]), sha1(authKey).subarray(0, 8));
    return Buffer.concat([this.#head(0x3bcbf734), hash.subarray(4)]);
  }
}
