/** The server's side of a two-step password (core.telegram.org/api/srp). */
import { Buffer } from "node:buffer";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { modPow, sha256, toBigInt, toBytes, xor } from "./crypto.ts";
import { DH_GENERATOR, DH_PRIME } from "./prime.ts";

const P = toBytes(DH_PRIME, 256);
const G = toBytes(DH_GENERATOR, 256);
const K = toBigInt(sha256(P, G));

export class PasswordCheck {
  readonly salt1 = randomBytes(8);
  readonly salt2 = randomBytes(16);
  readonly srpId = randomBytes(8).readBigInt64LE();
  readonly srpB: Buffer;
  readonly #b = toBigInt(randomBytes(256));
  readonly #v: bigint;

  constructor(password: string) {
    const salted = (data: Uint8Array, salt: Uint8Array) => sha256(salt, data, salt);
    const first = salted(salted(Buffer.from(password), this.salt1), this.salt2);
    const slow = pbkdf2Sync(first, this.salt1, 100_000, 64, "sha512");
    this.#v = modPow(DH_GENERATOR, toBigInt(salted(slow, this.salt2)), DH_PRIME);
    const gb = modPow(DH_GENERATOR, this.#b, DH_PRIME);
    this.srpB = toBytes((K * this.#v + gb) % DH_PRIME, 256);
  }

  /** Whether `m1` proves the password for the client's `a`. */
  proves(a: Uint8Array, m1: Uint8Array): boolean {
    const A = toBytes(toBigInt(a), 256);
    const u = toBigInt(sha256(A, this.srpB));
    const s = modPow((toBigInt(A) * modPow(this.#v, u, DH_PRIME)) % DH_PRIME, this.#b, DH_PRIME);
    const expected = sha256(
      xor(sha256(P), sha256(G)),
      sha256(this.salt1),
      sha256(this.salt2),
      A,
      this.srpB,
      sha256(toBytes(s, 256)),
    );
    return toBigInt(A) % DH_PRIME !== 0n && expected.equals(Buffer.from(m1));
  }
}
