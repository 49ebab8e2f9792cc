import { systemClock } from "../platform/clock.ts";

/** The longest that a provider is believed, in seconds: it may mean well, or be broken. */
export const longestRetryAfter = 3600;

/** An IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may send. */
const httpDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Seconds that a `Retry-After` header (RFC 9110, 10.2.3) asks to wait: a number of seconds or a
 * date. At most `longestRetryAfter`; a date in the past is 0. Undefined where the header is absent
 * or neither of the two, so that the caller waits as it would without.
 *
 * @param header value of the header
 * @param now what a date is counted from
 */
export function parseRetryAfter(
  header: string | null | undefined,
  now: Date = systemClock.now(),
): number | undefined {
  const text = header?.trim() ?? "";
  // Digits alone are the standard; some providers send a fraction.
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text), longestRetryAfter);
  if (!httpDate.test(text)) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(0, (at - now.getTime()) / 1000), longestRetryAfter);
}
