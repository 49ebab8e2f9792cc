import { canonicalInstant } from "./instant.ts";

/** Digits before the point: enough for every 64-bit number. */
const WIDTH = 20;

/**
 * A version as `source_version` holds it: text that orders as bytes. Whole numbers and decimal
 * fractions are padded ("1517612431.000077", 7, an edit date, a sequence number), instants are
 * brought to UTC with six digits. One event's versions must all be of one kind.
 *
 * @throws RangeError when the value is neither a number that is not negative nor an instant
 */
export function sourceVersion(value: string | number | bigint): string {
  const text = String(value);
  const number = /^(\d{1,20})(\.\d{1,20})?$/.exec(text);
  if (number) return `${(number[1] ?? "").padStart(WIDTH, "0")}${number[2] ?? ""}`;
  try {
    return canonicalInstant(text);
  } catch {
    throw new RangeError("a version must be a number that is not negative, or an ISO instant");
  }
}
