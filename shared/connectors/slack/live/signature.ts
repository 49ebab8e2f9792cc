import { createHmac, timingSafeEqual } from "node:crypto";

/** A request older than this may be a replay (docs.slack.dev, Verifying requests), in seconds. */
const MAX_AGE_SECONDS = 300;

/** What Slack says of a request in its headers. */
export interface SignedHeaders {
  signature: string | undefined;
  timestamp: string | undefined;
}

/**
 * Whether Slack signed these bytes just now: `v0=` and the HMAC-SHA256 of `v0:<timestamp>:<body>`,
 * compared in constant time, at most five minutes old.
 */
export function isSignedBySlack(
  secret: string,
  body: Uint8Array,
  { signature, timestamp }: SignedHeaders,
  now: Date,
): boolean {
  if (!/^\d{1,12}$/.test(timestamp ?? "")) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > MAX_AGE_SECONDS) return false;
  const expected = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();
  const given = /^v0=([0-9a-f]{64})$/.exec(signature ?? "")?.[1];
  return given !== undefined && timingSafeEqual(expected, fromHex(given));
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
