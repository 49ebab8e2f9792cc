/**
 * Slack timestamps ("1517612431.000077") are seconds and a sequence number within them. In a channel
 * they are a message's identity, so they stay strings: a float would lose the last digits.
 */

const SLACK_TS = /^(\d{1,10})\.(\d{6})$/;

/** Whether the value is a Slack timestamp: up to 10 digits of seconds, a point and 6 digits. */
export function isSlackTs(value: unknown): value is string {
  return typeof value === "string" && SLACK_TS.test(value);
}

/**
 * The instant in ISO 8601, UTC, with all six fractional digits.
 * @throws RangeError when the text is not a Slack timestamp
 */
export function slackTsToIso(ts: string): string {
  const [, seconds, fraction] = SLACK_TS.exec(ts) ?? [];
  if (seconds === undefined || fraction === undefined) {
    throw new RangeError('A Slack timestamp looks like "1517612431.000077"');
  }
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -".000Z".length);
  return `${whole}.${fraction}Z`;
}

/**
 * The Slack timestamp of an instant, for `oldest` and `latest` parameters.
 * @param at an instant from 1970 on; milliseconds are kept
 * @param sequence microseconds to add, 0 to 999
 */
export function slackTs(at: Date, sequence = 0): string {
  const milliseconds = at.getTime();
  if (!(milliseconds >= 0 && milliseconds < 1e13) || !(sequence >= 0 && sequence <= 999)) {
    throw new RangeError("A Slack timestamp needs a date from 1970 on and a sequence of 0 to 999");
  }
  const seconds = Math.floor(milliseconds / 1000);
  const microseconds = (milliseconds % 1000) * 1000 + Math.floor(sequence);
  return `${seconds}.${String(microseconds).padStart(6, "0")}`;
}

/** Order of two Slack timestamps in time (negative, 0 or positive), exact to the last digit. */
export function compareSlackTs(a: string, b: string): number {
  const [left, right] = [slackTsToIso(a), slackTsToIso(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
