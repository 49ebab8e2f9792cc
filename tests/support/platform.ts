import { SignJWT } from "jose";
import { type Config, loadConfig } from "../../shared/platform/config.ts";
import { createServices, type Services } from "../../shared/apps/services.ts";

export const JWT_SECRET = "a-secret-of-more-than-thirty-two-characters";
export const PUBLISHABLE_KEY = "sb_publishable_of_the_test";
export const SECRET_KEY = "sb_secret_of_the_test";

/** The least that a function needs to start, and nothing of this machine. */
export const environment: Readonly<Record<string, string>> = {
  SUPABASE_URL: "http://project.test",
  SUPABASE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
  SUPABASE_SECRET_KEY: SECRET_KEY,
  AUTH_JWT_ALGORITHMS: "HS256",
  AUTH_JWT_SECRET: JWT_SECRET,
  ENVIRONMENT: "test",
};

/** A configuration; a variable that is undefined is taken away. */
export function testConfig(changes: Record<string, string | undefined> = {}): Config {
  return loadConfig({ ...environment, ...changes });
}

/** What stands in for the network: records each request, and answers it. */
export interface RecordedFetch {
  fetch: typeof globalThis.fetch;
  requests: Request[];
}

export function recordedFetch(
  answer: (request: Request) => Response | Promise<Response>,
): RecordedFetch {
  const requests: Request[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      // A copy, so that a test can read a body that was read already.
      requests.push(request.clone());
      return await answer(request);
    },
  };
}

/** The Data API's answer to a request within the rate limit. */
export function withinRateLimit(): Response {
  return Response.json([{ granted: true, remaining: 100, retry_after_seconds: 60 }]);
}

/** A services over that network, and the lines that it logged. */
export function testPlatform(
  answer: (request: Request) => Response | Promise<Response> = withinRateLimit,
  changes: Record<string, string | undefined> = {},
): { services: Services; log: string[]; requests: Request[] } {
  const log: string[] = [];
  const network = recordedFetch(answer);
  const services = createServices(testConfig(changes), {
    fetch: network.fetch,
    write: (line) => void log.push(line),
  });
  return { services, log, requests: network.requests };
}

export const USER_ID = "6f1d2a34-0000-4000-8000-000000000001";

/** Claims of a good access token for `http://project.test`. */
export function userClaims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    sub: USER_ID,
    role: "authenticated",
    aud: "authenticated",
    iss: "http://project.test/auth/v1",
    iat: now,
    exp: now + 3600,
    ...changes,
  };
}

/** An HS256 token; claims that are undefined are left out. */
export function signToken(
  claims: Record<string, unknown> = userClaims(),
  secret: string = JWT_SECRET,
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(secret));
}
