/** Instants as ISO 8601 text in UTC with exactly six fractional digits. */

const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The same instant in UTC with microseconds ("2018-02-02T23:00:31.000077Z"), so that instants
 * compare as text and hash alike however a provider wrote them. Digits beyond the sixth are cut.
 * @throws RangeError when the text is no date and time with a zone
 */
export function canonicalInstant(iso: string): string {
  const [, seconds, fraction = "", zone] = ISO.exec(iso) ?? [];
  const milliseconds = Date.parse(`${seconds}${zone}`);
  if (seconds === undefined || Number.isNaN(milliseconds)) {
    throw new RangeError(
      "occurred_at must be an ISO date and time with a zone, such as 2018-02-02T23:00:31Z",
    );
  }
  const whole = new Date(milliseconds).toISOString().slice(0, -".000Z".length);
  return `${whole}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}
