import { amountAt } from "./amounts.ts";
import { standsAlone } from "./names.ts";
import type { Reader } from "./reader.ts";

/** A time as people say it, minutes since midnight. */
export interface Spoken {
  minutes: number;
  next: number;
  /** Its hour is one of twelve. */
  dial: boolean;
}

/** "half past 3", "viertel vor drei", "ten past three", "fünf vor halb drei", "tien over 2". */
export function spokenAt(reader: Reader, index: number): Spoken | null {
  const offset = offsetAt(reader, index);
  if (offset) return offset;
  const amount = amountAt(reader, index);
  if (!amount || !Number.isInteger(amount.value) || amount.value < 2 || amount.value > 29) {
    return null;
  }
  const past = reader.has(amount.next, "minutesPast");
  const to = reader.has(amount.next, "minutesTo");
  if (!past && !to) return null;
  // "from ten to three" are hours, and so are "9 to 5".
  const range = reader.has(amount.next, "to");
  if (range && (amount.digits || amount.value % 5 !== 0 || leadsRange(reader, index))) return null;
  const sign = past ? 1 : -1;
  const half = offsetAt(reader, amount.next + 1);
  if (half) return { ...half, minutes: half.minutes + sign * amount.value };
  const hour = hourAt(reader, amount.next + 1);
  return hour && { minutes: hour.value * 60 + sign * amount.value, next: hour.next, dial: true };
}

/** "half past 3", "halb drei" */
function offsetAt(reader: Reader, index: number): Spoken | null {
  const offset = reader.meaning(index).clockOffset;
  const hour = offset === undefined ? null : hourAt(reader, index + 1);
  return hour && offset !== undefined
    ? { minutes: hour.value * 60 + offset, next: hour.next, dial: true }
    : null;
}

function hourAt(reader: Reader, index: number): { value: number; next: number } | null {
  const hour = amountAt(reader, index);
  return hour && hour.value >= 1 && hour.value <= 12 && Number.isInteger(hour.value) ? hour : null;
}

/** An hour that was read, and where the words behind it begin. */
interface Hour {
  hours: number;
  next: number;
  digits: boolean;
}

/** Minutes behind their hour: "y media", "heures et demie", "menos cuarto", "Uhr 10". */
export function spokenMinutes(
  reader: Reader,
  index: number,
  { hours, next, digits }: Hour,
): Spoken | null {
  if (hours < 1 || hours > 24) return null;
  const named = reader.has(next, "oclock") && reader.language.code !== "en";
  const at = named ? next + 1 : next;
  const dial = hours <= 12 && !digits;
  const plain = named && /^\d\d$/.test(reader.lower(at)) ? reader.digits(at) : null;
  if (plain !== null && plain < 60 && !reader.glued(at) && standsAlone(reader, at + 1)) {
    return { minutes: hours * 60 + plain, next: at + 1, dial: false };
  }
  const less = reader.has(at, "lessMinutes");
  if (!less && !reader.has(at, "andMinutes")) return null;
  const amount = amountAt(reader, reader.skip(at + 1));
  if (!amount) return null;
  const part = amount.value < 1 ? amount.value * 60 : amount.value;
  const whole = Number.isInteger(part) && part >= 1 && part < 60;
  // "entre las 9 y 10", "de 9 e 10": two hours.
  if (!whole || !less && amount.value >= 1 && (digits || leadsRange(reader, index))) return null;
  return { minutes: hours * 60 + (less ? -part : part), next: amount.next, dial };
}

/** "from", "between" before this place or before its article. */
function leadsRange(reader: Reader, index: number): boolean {
  const at = reader.has(index - 1, "the") ? index - 2 : index - 1;
  return reader.has(at, "between") || reader.has(at, "from") && !reader.has(at, "since");
}
