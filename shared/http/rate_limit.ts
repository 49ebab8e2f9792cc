import type { Rpc } from "../database/rpc.ts";
import { z } from "zod";
import { ProblemError } from "./errors.ts";

const grants = z.array(z.object({
  granted: z.boolean(),
  remaining: z.number().int(),
  retry_after_seconds: z.number().int(),
}));

const windowSeconds = 60;

/**
 * Counts one request in `bucket`.
 *
 * @returns the headers that tell the caller how many are left (draft-ietf-httpapi-ratelimit-headers-10)
 * @throws {ProblemError} 429 with these headers and `Retry-After` beyond `perMinute`.
 */
export async function takeRateLimit(
  internal: Rpc,
  bucket: string,
  perMinute: number,
): Promise<Record<string, string>> {
  const [grant] = grants.parse(
    await internal("take_rate_limit", {
      bucket,
      allowed: perMinute,
      window_seconds: windowSeconds,
    }),
  );
  const { granted, remaining, retry_after_seconds: seconds } = grant ??
    { granted: false, remaining: 0, retry_after_seconds: windowSeconds };
  const headers = {
    "ratelimit-policy": `"minute";q=${perMinute};w=${windowSeconds}`,
    // When the window is not used up, there is no moment to wait for.
    ratelimit: `"minute";r=${remaining}${remaining === 0 ? `;t=${seconds}` : ""}`,
  };
  if (granted) return headers;
  throw new ProblemError(429, "too_many_requests", `Try again in ${seconds} seconds`, {
    headers: { ...headers, "retry-after": String(seconds) },
  });
}
