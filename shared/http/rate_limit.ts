import type { Rpc } from "../database/rpc.ts";
import { z } from "zod";
import { ProblemError } from "./errors.ts";

const grants = z.array(z.object({
  granted: z.boolean(),
  remaining: z.number().int(),
  retry_after_seconds: z.number().int(),
}));

/**
 * Counts one request in `bucket`.
 *
 * @throws {ProblemError} 429 with `Retry-After` beyond `perMinute`.
 */
export async function takeRateLimit(
  internal: Rpc,
  bucket: string,
  perMinute: number,
): Promise<void> {
  const [grant] = grants.parse(
    await internal("take_rate_limit", { bucket, allowed: perMinute, window_seconds: 60 }),
  );
  if (grant?.granted) return;
  const seconds = grant?.retry_after_seconds ?? 60;
  throw new ProblemError(429, "too_many_requests", `Try again in ${seconds} seconds`, {
    headers: { "retry-after": String(seconds) },
  });
}
