import { longestRetryAfter } from "../../http/retry_after.ts";

/** Seconds. */
export interface BackoffSettings {
  base: number;
  cap: number;
  /** The longest that a provider's Retry-After is believed. */
  retryAfterCap: number;
}

export const defaultBackoff: BackoffSettings = {
  base: 2,
  cap: 900,
  retryAfterCap: longestRetryAfter,
};

/**
 * Seconds to wait before the next attempt: exponential with full jitter (a random time between
 * zero and the exponential ceiling, after "Exponential Backoff And Jitter", AWS Architecture Blog),
 * and never less than what the provider asked for, up to `retryAfterCap`.
 *
 * @param attempts how often it was tried, from 1
 * @param random from [0, 1)
 */
export function retryDelay(
  attempts: number,
  random: number,
  retryAfterSeconds = 0,
  settings: BackoffSettings = defaultBackoff,
): number {
  const ceiling = Math.min(settings.cap, settings.base * 2 ** Math.max(0, attempts - 1));
  const asked = Number.isFinite(retryAfterSeconds)
    ? Math.min(Math.max(0, retryAfterSeconds), settings.retryAfterCap)
    : 0;
  return Math.ceil(Math.max(asked, random * ceiling));
}
