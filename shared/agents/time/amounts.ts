import { daysOf, monthsOf, shift } from "./calendar.ts";
import type { Unit } from "./language.ts";
import type { Reader } from "./reader.ts";
import { day, firstInstant, hour, minute } from "./wall_clock.ts";

export interface Amount {
  value: number;
  next: number;
  /** "a", "an", "une": it may be an article as well. */
  digits: boolean;
}

export interface Duration {
  parts: { count: number; unit: Unit }[];
  next: number;
  /** A unit alone, without a number: "hour". */
  bare: boolean;
}

/** A length of time has at most so many parts: "1 day 2 hours 30 minutes". */
const mostParts = 4;
const sizes: Unit[] = ["second", "minute", "hour", "day", "week", "fortnight", "month", "quarter"];

/** "2", "1.5", "2,5", "sixty", "twenty-four", "half an". */
export function amountAt(reader: Reader, index: number): Amount | null {
  const whole = reader.digits(index);
  if (whole !== null) {
    const fraction = /^[.,]$/.test(reader.lower(index + 1)) && reader.glued(index + 1) &&
        reader.glued(index + 2)
      ? reader.digits(index + 2)
      : null;
    return fraction === null
      ? { value: whole, next: index + 1, digits: true }
      : { value: Number(`${whole}.${reader.lower(index + 2)}`), next: index + 3, digits: true };
  }
  const value = reader.meaning(index).number;
  if (value === undefined) return null;
  if (value >= 20 && value < 100) {
    const at = reader.lower(index + 1) === "-" ? index + 2 : index + 1;
    const ones = reader.meaning(at).number;
    if (ones !== undefined && ones >= 1 && ones < 20 && Number.isInteger(ones)) {
      return { value: value + ones, next: at + 1, digits: false };
    }
  }
  return { value, next: index + 1, digits: false };
}

/** "2 hours", "1h30", "1 hour 30 minutes", "an hour and a half", "hour", "3 and a half days". */
export function durationAt(reader: Reader, index: number): Duration | null {
  return reader.once("durationAt", index, () => readDurationAt(reader, index));
}

function readDurationAt(reader: Reader, index: number): Duration | null {
  const first = partAt(reader, index, true);
  if (!first) return null;
  const parts = [first.part];
  let next = first.next;
  while (parts.length < mostParts) {
    const at = reader.has(next, "and") || reader.lower(next) === "," ? next + 1 : next;
    const half = reader.has(next, "and") ? amountAt(reader, at) : null;
    const more = partAt(reader, at, false);
    const last = parts.at(-1)?.unit ?? "second";
    if (more && sizes.indexOf(more.part.unit) < sizes.indexOf(last)) {
      parts.push(more.part);
      next = more.next;
    } else if (half?.value === 0.5 && !more) {
      parts.push({ count: 0.5, unit: last });
      next = half.next;
    } else break;
  }
  return { parts, next, bare: first.bare && parts.length === 1 };
}

function partAt(reader: Reader, index: number, first: boolean) {
  let amount = amountAt(reader, index);
  if (amount && reader.has(amount.next, "and")) {
    const half = amountAt(reader, amount.next + 1);
    if (half?.value === 0.5) amount = { ...amount, value: amount.value + 0.5, next: half.next };
  }
  const at = amount?.next ?? index;
  const { unit, short } = reader.meaning(at);
  if (!unit || (!amount && !first) || (short && !amount?.digits)) return null;
  const part = { count: amount?.value ?? 1, unit };
  // "1h30"
  const minutes = unit === "hour" && reader.glued(at) && reader.glued(at + 1)
    ? reader.digits(at + 1)
    : null;
  if (minutes === null) return { part, next: at + 1, bare: !amount };
  const named = reader.glued(at + 2) && reader.meaning(at + 2).unit === "minute";
  const next = named ? at + 3 : at + 2;
  return { part: { count: part.count + minutes / 60, unit }, next, bare: false };
}

/**
 * The instant so long after `from`; before it where `sign` is -1. Days and longer follow the
 * calendar (the same time of another day), hours and minutes are counted.
 */
export function away(reader: Reader, parts: Duration["parts"], sign: 1 | -1): Date {
  let wall = reader.here;
  let exact = 0;
  for (const { count, unit } of parts) {
    const months = monthsOf[unit];
    const days = daysOf[unit];
    if (months !== undefined) {
      const whole = Math.trunc(count * months);
      wall = shift("month", wall, sign * whole);
      wall = shift("day", wall, sign * Math.round((count * months - whole) * 30));
    } else if (days !== undefined && Number.isInteger(count)) {
      wall = shift("day", wall, sign * count * days);
    } else exact += Math.round(count * (days === undefined ? length(unit) : days * day));
  }
  const base = wall === reader.here ? reader.now : firstInstant(wall, reader.timezone);
  return new Date(base.getTime() + sign * exact);
}

/** Whether it is counted in days or longer, and so means a day rather than a time. */
export function inDays(parts: Duration["parts"]): boolean {
  return parts.every(({ unit }) => daysOf[unit] !== undefined || monthsOf[unit] !== undefined);
}

function length(unit: Unit): number {
  return unit === "hour" ? hour : unit === "minute" ? minute : 1000;
}
