import { shift } from "./calendar.ts";
import type { Part, Unit } from "./language.ts";
import type { Reader } from "./reader.ts";
import type { Wall } from "./wall_clock.ts";

/** A part of the calendar on the person's clock: half open. */
export interface Stretch {
  start: Wall;
  end: Wall;
  next: number;
  /** What it is one of. */
  grain: Unit | "part";
  /** What it recurs with where it was left open: "Monday" every week, "3 March" every year. */
  open?: Unit;
  /** The part of the day it stands for: what "at 3" beside it means. */
  part?: Part;
  /** The midnight that times beside it are counted from, where it does not begin there. */
  base?: Wall;
  /** "this week": looking back, it ends now. */
  running?: true;
}

/**
 * A stretch that was left open, at its last occurrence that has begun, or at its next one that has
 * not ended, as the reader looks back or ahead.
 */
export function nearest(reader: Reader, stretch: Stretch, near = reader.here): Stretch {
  const { open } = stretch;
  if (!open) return stretch;
  let found = stretch;
  const move = (count: number) => {
    const start = shift(open, stretch.start, count);
    const base = stretch.base === undefined ? {} : { base: shift(open, stretch.base, count) };
    return { ...stretch, ...base, start, end: shift(open, stretch.end, count) };
  };
  for (let count = -2; count <= 2; count++) {
    const candidate = move(count);
    if (reader.past) {
      if (candidate.start <= near) found = candidate;
    } else if (candidate.end > near) return candidate;
    if (count === -2 && candidate.start > near) found = candidate;
  }
  return found;
}

/** The first occurrence of an open stretch at or after `from`. */
export function following(stretch: Stretch, from: Wall): Stretch {
  const { open } = stretch;
  if (!open) return stretch;
  for (let count = -2; count <= 2; count++) {
    const start = shift(open, stretch.start, count);
    if (start >= from) return { ...stretch, start, end: shift(open, stretch.end, count) };
  }
  return stretch;
}
