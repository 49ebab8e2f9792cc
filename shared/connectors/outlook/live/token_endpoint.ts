/** Microsoft's token endpoint (RFC 6749; learn.microsoft.com, v2-oauth2-auth-code-flow). */
import { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import type { Token } from "../../tokens/token_store.ts";
import { identityError } from "./identity_errors.ts";

/** How the app is registered at Microsoft. */
export interface TokenEndpointSettings {
  clientId: string;
  clientSecret: string;
  tokenUrl: string;
  fetch: typeof globalThis.fetch;
  now: () => Date;
}

const given = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive(),
  scope: z.string().default(""),
});

/**
 * Asks for a token with the fields of one grant. Scopes given may be fewer than those asked for.
 *
 * @throws {ConnectorError} where Microsoft refuses or does not answer
 */
export async function requestToken(
  { clientId, clientSecret, tokenUrl, fetch, now }: TokenEndpointSettings,
  grant: Record<string, string>,
): Promise<Token> {
  const body = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    ...grant,
  });
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(tokenUrl, { method: "POST", body });
    answer = parsed(await response.text());
  } catch {
    throw new ConnectorError("unreachable", { kind: "retry" });
  }
  if (!response.ok) {
    const wait = secondsOf(response.headers.get("retry-after"), now());
    throw identityError(response.status, answer, wait);
  }
  const { success, data } = given.safeParse(answer);
  if (!success) throw new ConnectorError("unexpected_answer", { kind: "retry" });
  return {
    access: data.access_token,
    refresh: data.refresh_token ?? null,
    expiresAt: new Date(now().getTime() + data.expires_in * 1000),
    scopes: data.scope,
  };
}

/** Retry-After is a number of seconds or a date (RFC 9110, 10.2.3). */
export function secondsOf(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
