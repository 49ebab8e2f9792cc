/**
 * Secrets at rest: AES-256-GCM in an envelope `v1.<key id>.<nonce>.<ciphertext>` (base64url). What a
 * ciphertext belongs to is authenticated with it, so that one that is copied to another row, another
 * person or another purpose does not open.
 */
import { base64url } from "jose";

/** What a secret belongs to. */
export interface Binding {
  table: string;
  /** Id of the row that it stands in. */
  row: string;
  userId: string;
  provider: string;
  purpose: string;
}

/** A secret cannot be opened. `code` says why, and nothing of it. */
export class SealError extends Error {
  override name = "SealError";

  constructor(readonly code: "malformed_envelope" | "unknown_key" | "does_not_open") {
    super(`A stored secret cannot be opened: ${code}`);
  }
}

/** The keys of a deployment. The first one seals, all of them open. */
export interface Keyring {
  /** Id of the key that seals. */
  readonly current: string;
  /** Whether the envelope was sealed with the current key. */
  isCurrent(envelope: string): boolean;
  seal(secret: string, binding: Binding): Promise<string>;
  /** @throws {SealError} where the envelope is not one of this binding and these keys */
  open(envelope: string, binding: Binding): Promise<string>;
  /**
   * What two equal secrets of one provider have in common, `<key id>.<HMAC-SHA-256>`: enough to
   * find a token again and nothing to use it with.
   */
  fingerprint(secret: string, provider: string): Promise<string>;
}

const NONCE_BYTES = 12;
const ENVELOPE = /^v1\.([0-9a-zA-Z_-]{1,32})\.([\w-]{16})\.([\w-]+)$/;

/**
 * @param keys `<id>:<64 hex digits>` each, as ENCRYPTION_KEYS has them; the first one seals
 * @throws {RangeError} without a key, or with two of the same id
 */
export async function createKeyring(keys: readonly string[]): Promise<Keyring> {
  const imported = new Map<string, { cipher: CryptoKey; mac: CryptoKey }>();
  for (const key of keys) {
    const [id = "", hex = ""] = key.split(":");
    if (imported.has(id)) throw new RangeError(`ENCRYPTION_KEYS has two keys "${id}"`);
    imported.set(id, await importKey(hex));
  }
  const [first] = imported;
  if (!first) {
    throw new RangeError("ENCRYPTION_KEYS is missing: set it to <id>:<64 hex digits>");
  }
  const [current, { cipher, mac }] = first;

  return {
    current,
    isCurrent: (envelope) => ENVELOPE.exec(envelope)?.[1] === current,
    async seal(secret, binding) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const sealed = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv: nonce, additionalData: additionalData(current, binding) },
        cipher,
        new TextEncoder().encode(secret),
      );
      return ["v1", current, base64url.encode(nonce), base64url.encode(new Uint8Array(sealed))]
        .join(".");
    },
    async open(envelope, binding) {
      const [, id, nonce, sealed] = ENVELOPE.exec(envelope) ?? [];
      if (id === undefined || nonce === undefined || sealed === undefined) {
        throw new SealError("malformed_envelope");
      }
      const key = imported.get(id);
      if (!key) throw new SealError("unknown_key");
      try {
        const secret = await crypto.subtle.decrypt(
          {
            name: "AES-GCM",
            iv: copied(base64url.decode(nonce)),
            additionalData: additionalData(id, binding),
          },
          key.cipher,
          copied(base64url.decode(sealed)),
        );
        return new TextDecoder().decode(secret);
      } catch {
        // WebCrypto says no more, and neither may we: it could tell a forger what to change.
        throw new SealError("does_not_open");
      }
    },
    async fingerprint(secret, provider) {
      const text = new TextEncoder().encode(`${provider}\u0000${secret}`);
      const digest = await crypto.subtle.sign("HMAC", mac, text);
      return `${current}.${base64url.encode(new Uint8Array(digest))}`;
    },
  };
}

/** One key for each use (NIST SP 800-108): they are derived, so that neither tells of the other. */
async function importKey(hex: string): Promise<{ cipher: CryptoKey; mac: CryptoKey }> {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const master = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  const derive = (info: string) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(0),
    info: new TextEncoder().encode(`prometheus ${info} v1`),
  });
  return {
    cipher: await crypto.subtle.deriveKey(
      derive("envelope"),
      master,
      { name: "AES-GCM", length: 256 },
      false,
      ["encrypt", "decrypt"],
    ),
    mac: await crypto.subtle.deriveKey(
      derive("fingerprint"),
      master,
      { name: "HMAC", hash: "SHA-256", length: 256 },
      false,
      ["sign"],
    ),
  };
}

/** JSON, so that no two bindings have the same bytes, whatever their parts hold. */
function additionalData(keyId: string, binding: Binding): ArrayBuffer {
  const { table, row, userId, provider, purpose } = binding;
  return copied(new TextEncoder().encode(
    JSON.stringify(["v1", keyId, table, row, userId, provider, purpose]),
  ));
}

/** WebCrypto's types want a buffer of their own, which a library's result does not promise. */
function copied(bytes: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}
