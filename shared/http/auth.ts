import { timingSafeEqual } from "node:crypto";
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from "jose";
import type { Config } from "../platform/config.ts";
import { ProblemError } from "./errors.ts";

/** A person whose token was verified. The token goes on to the Data API, so that RLS applies. */
export interface User {
  id: string;
  token: string;
  /**
   * The app that the person let in through Supabase's OAuth server: their AI client, as a rule. Null
   * where they signed in themselves. It may read and never write.
   */
  clientId: string | null;
}

export type VerifyUser = (authorization: string | undefined) => Promise<User>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function unauthorized(detail: string): ProblemError {
  return new ProblemError(401, "unauthorized", detail, {
    headers: { "www-authenticate": "Bearer" },
  });
}

/**
 * Verifies `Authorization: Bearer <access token>`. Algorithms come from the configuration and never
 * from the token (RFC 8725, 3.1); issuer, audience and expiry are checked.
 *
 * @throws {ProblemError} 401, the same for every way in which a token can be bad; 503 when the
 *   signing keys cannot be fetched, which is no reason to sign anybody out.
 */
export function createUserVerifier(config: Config, fetch: typeof globalThis.fetch): VerifyUser {
  const { algorithms, issuer, jwtSecret, jwksUrl } = config.auth;
  const key: JWTVerifyGetKey = algorithms.includes("HS256")
    ? () => new TextEncoder().encode(jwtSecret)
    : publishedKeys(jwksUrl, fetch);

  return async (authorization) => {
    const token = /^Bearer ([^\s]+)$/i.exec(authorization ?? "")?.[1];
    if (!token) throw unauthorized("Send Authorization: Bearer <access token>");
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms,
        audience: "authenticated",
        requiredClaims: ["sub", "exp"],
        ...(issuer === undefined ? {} : { issuer }),
      });
      if (payload.role !== "authenticated" || !uuid.test(payload.sub ?? "")) {
        throw new Error("not a user");
      }
      return { id: String(payload.sub), token, clientId: clientOf(payload) };
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw unauthorized("The access token is not valid or has expired; sign in again");
    }
  };
}

/** Who carries the token. A claim that is there and says nothing is no sign of the person themselves. */
function clientOf({ client_id: clientId }: JWTPayload): string | null {
  if (clientId === undefined) return null;
  if (typeof clientId !== "string" || clientId === "") throw new Error("not a client");
  return clientId;
}

/** The key that a token names. What the token itself got wrong is told from a key set that fails. */
function publishedKeys(url: string, fetch: typeof globalThis.fetch): JWTVerifyGetKey {
  // jose reads the body of a success alone, and a body that nobody reads holds its connection.
  const fetchOrRelease: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (response.status !== 200) await response.body?.cancel();
    return response;
  };
  const published = createRemoteJWKSet(new URL(url), { [customFetch]: fetchOrRelease });
  const faultsOfTokens = [
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
    errors.JOSENotSupported,
  ];
  return (header, token) =>
    published(header, token).catch((error: unknown) => {
      if (faultsOfTokens.some((fault) => error instanceof fault)) throw error;
      throw new ProblemError(
        503,
        "keys_unavailable",
        "The signing keys cannot be fetched; try again shortly",
      );
    });
}

/** Whether `given` is one of the project's secret keys, each compared in constant time. */
export function isSecretKey(config: Config, given: string | undefined): boolean {
  return isOneOf(config.supabase.secretKeys, given);
}

/** Whether `authorization` is the bearer token that opens the metrics, compared in constant time. */
export function isMetricsKey(
  { metricsKey }: Pick<Config, "metricsKey">,
  authorization: string | undefined,
): boolean {
  const given = /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  return metricsKey !== undefined && isOneOf([metricsKey], given);
}

function isOneOf(keys: string[], given: string | undefined): boolean {
  if (!given) return false;
  const encoder = new TextEncoder();
  const actual = encoder.encode(given);
  return keys.some((key) => {
    const expected = encoder.encode(key);
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  });
}
