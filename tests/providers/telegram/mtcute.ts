/** mtcute as it is, led to a loopback data centre by its own options. */
import { Buffer } from "node:buffer";
import { addPublicKey } from "@mtcute/core/utils.js";
import { MemoryStorage, TelegramClient } from "@mtcute/node";
import { NodeCryptoProvider } from "@mtcute/node/utils.js";
import { type ServerKey, toBytes } from "./crypto.ts";
import type { DataCentre } from "./server.ts";

/** An unmodified client that keeps its session in memory. */
export function mtcuteClient(centre: DataCentre): TelegramClient {
  addPublicKey(new NodeCryptoProvider(), pemOf(centre.serverKey));
  const address = { id: 2, ipAddress: "127.0.0.1", port: centre.port };
  return new TelegramClient({
    apiId: centre.accounts.apiId,
    apiHash: centre.accounts.apiHash,
    storage: new MemoryStorage(),
    defaultDcs: { main: address, media: { ...address, mediaOnly: true } },
    disableUpdates: true,
    logLevel: 0,
  });
}

/** PKCS #1 (RFC 8017, A.1.1), in which the library takes public keys. */
function pemOf({ n }: ServerKey): string {
  const integers = [integer(toBytes(n, 257)), integer(Buffer.from([1, 0, 1]))];
  const der = element(0x30, Buffer.concat(integers));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN RSA PUBLIC KEY-----", ...lines, "-----END RSA PUBLIC KEY-----"].join("\n");
}

const integer = (bytes: Buffer) => element(0x02, bytes);

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
}
