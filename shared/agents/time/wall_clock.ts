import { tzOffset } from "@date-fns/tz";

/**
 * What a clock on a wall shows, in milliseconds as if it were UTC. Days and months are counted on
 * it, because a day has 23 or 25 hours where clocks change; only the result becomes an instant.
 */
export type Wall = number;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** What the clock in `timezone` (IANA name) shows at `at`. */
export function wallTime(at: Date, timezone: string): Wall {
  return at.getTime() + offset(timezone, at.getTime());
}

/**
 * The first instant at which the clock shows `wall`: an hour that comes twice begins with its
 * first. A time that the clock leaves out becomes the instant at which it jumps.
 */
export function firstInstant(wall: Wall, timezone: string): Date {
  const [early, late] = candidates(wall, timezone);
  if (early + offset(timezone, early) === wall) return new Date(early);
  if (late + offset(timezone, late) === wall) return new Date(late);
  return new Date(jump(early, late, wall, timezone));
}

/** The end of what the clock shows before `wall`, with both turns of an hour that comes twice. */
export function lastInstant(wall: Wall, timezone: string): Date {
  const shown = wall - 1;
  const [early, late] = candidates(shown, timezone);
  if (late + offset(timezone, late) === shown) return new Date(late + 1);
  if (early + offset(timezone, early) === shown) return new Date(early + 1);
  return new Date(jump(early, late, wall, timezone));
}

/** `wall` read with the offsets that hold before and after it, the earlier instant first. */
function candidates(wall: Wall, timezone: string): [early: number, late: number] {
  const one = wall - offset(timezone, wall - day);
  const other = wall - offset(timezone, wall + day);
  return one < other ? [one, other] : [other, one];
}

/** When the clock jumps over `wall`: found by halving. */
function jump(early: number, late: number, wall: Wall, timezone: string): number {
  let [from, to] = [early - hour, late + hour];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (middle + offset(timezone, middle) < wall) from = middle;
    else to = middle;
  }
  return to;
}

/** Milliseconds by which the clock is ahead of UTC. */
function offset(timezone: string, at: number): number {
  return Math.round(tzOffset(timezone, new Date(at)) * minute);
}
