import { base64url } from "jose";

/** 32 random bytes, base64url: what a state or a PKCE verifier (RFC 7636, 4.1) is made of. */
export function randomToken(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)));
}

/** The S256 challenge of a verifier (RFC 7636, 4.2). */
export async function codeChallenge(verifier: string): Promise<string> {
  return base64url.encode(await sha256(verifier));
}

/** SHA-256 of a text as 64 hex digits. */
export async function sha256Hex(text: string): Promise<string> {
  return [...await sha256(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
