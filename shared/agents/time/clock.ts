import { amountAt } from "./amounts.ts";
import type { Reader } from "./reader.ts";
import { type Spoken, spokenAt, spokenMinutes } from "./spoken_clock.ts";

/** A time that a clock shows. */
export interface Clock {
  /** Since midnight. */
  minutes: number;
  next: number;
  bare: boolean;
  /** Words of a dial of twelve hours: "half past two", "las dos y media". */
  dial: boolean;
  /** "am" or "pm" was said. */
  half: "am" | "pm" | null;
}

export const midday = 12 * 60;

/** "9:30", "9am", "14h30", "9 o'clock", "17 Uhr", "half 3", "3 in the afternoon", "noon". */
export function clockAt(reader: Reader, index: number): Clock | null {
  return reader.once("clockAt", index, () => readClockAt(reader, index));
}

function readClockAt(reader: Reader, index: number): Clock | null {
  const at = reader.has(index, "the") ? index + 1 : index;
  const { part, partOfDay } = reader.meaning(at);
  if (!partOfDay && (part === "noon" || part === "midnight")) {
    const minutes = part === "noon" ? midday : 0;
    return { minutes, next: at + 1, bare: false, dial: false, half: null };
  }
  const spoken = spokenAt(reader, at);
  if (spoken) return said(reader, spoken);
  const written = /^(\d{1,2}):(\d{2})/.exec(reader.lower(at));
  if (written) {
    return finish(reader, minutes(Number(written[1]), Number(written[2])), at + 1, false);
  }
  const digits = reader.lower(at).length <= 2 ? reader.digits(at) : null;
  const amount = digits === null ? amountAt(reader, at) : { value: digits, next: at + 1 };
  if (!amount || !Number.isInteger(amount.value) || amount.value > 24) return null;
  // A number that is glued to letters or signs before it: "v3", "2.1", "$9".
  if (digits !== null && reader.glued(at) && !/^[([@"'\-–—]$/.test(reader.lower(at - 1))) {
    return null;
  }
  const next = amount.next;
  const hours = amount.value;
  const told = spokenMinutes(reader, index, { hours, next, digits: digits !== null });
  if (told) return said(reader, told);
  if (digits === null && (hours < 2 || hours > 12)) return null;
  const split = reader.lower(next);
  const after = reader.lower(next + 1);
  if (
    (/^[.h]$/.test(split) || split === "u" && reader.language.code === "nl") &&
    reader.glued(next) && reader.glued(next + 1) && /^\d\d$/.test(after)
  ) {
    const found = finish(reader, minutes(hours, Number(after)), next + 2, false);
    return found && (split !== "." || found.next > next + 2 || reader.language.code !== "en")
      ? found
      : null;
  }
  if (
    /^[.,%$€:]$/.test(split) && reader.glued(next) && reader.glued(next + 1) && /^\d/.test(after)
  ) {
    return null;
  }
  return isDate(reader, next) ? null : finish(reader, hours * 60, next, true);
}

function said(reader: Reader, { minutes, next, dial }: Spoken): Clock | null {
  const found = finish(reader, minutes, next, false);
  return found && { ...found, dial: dial && found.half === null };
}

/** "3 March", "3. bis 5. März", "3rd" */
function isDate(reader: Reader, next: number): boolean {
  const dotted = reader.lower(next) === "." && reader.glued(next);
  const at = dotted || reader.has(next, "of") ? next + 1 : next;
  return reader.meaning(at).month !== undefined ||
    dotted && reader.has(at, "to", "and") && reader.digits(at + 1) !== null;
}

function minutes(hours: number, rest: number): number {
  return hours > 24 || rest > 59 || hours === 24 && rest > 0 ? NaN : hours * 60 + rest;
}

/** What stands behind a clock's digits: "pm", "o'clock", "in the afternoon". */
function finish(reader: Reader, value: number, next: number, bare: boolean): Clock | null {
  if (Number.isNaN(value)) return null;
  const clock: Clock = { minutes: value, next, bare, dial: false, half: null };
  if (reader.has(clock.next, "oclock")) Object.assign(clock, { next: next + 1, bare: false });
  if (reader.has(clock.next, "am", "pm") && value <= midday + 59 && value >= 60) {
    clock.half = reader.has(clock.next, "pm") ? "pm" : "am";
    clock.next++;
  } else {
    const at = reader.skip(reader.has(clock.next, "in", "of", "at") ? clock.next + 1 : clock.next);
    const part = at > clock.next || reader.language.code !== "en"
      ? reader.meaning(at).part
      : undefined;
    if (
      part === "afternoon" || part === "evening" || part === "morning" || part === "earlyMorning"
    ) {
      clock.half = part === "afternoon" || part === "evening" ? "pm" : "am";
      clock.next = at + 1;
    }
  }
  if (clock.half) clock.bare = false;
  if (clock.half === "pm" && clock.minutes < midday) clock.minutes += midday;
  if (clock.half === "am" && clock.minutes >= midday && clock.minutes < midday + 60) {
    clock.minutes -= midday;
  }
  return clock;
}
