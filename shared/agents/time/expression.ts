import type { Moment } from "./moments.ts";
import type { Reader } from "./reader.ts";
import { firstInstant, lastInstant, type Wall } from "./wall_clock.ts";

/** A wall clock's time, or an instant. */
export type Bound = Wall | Date;

/** What a prompt says of time in one place. */
export interface Expression {
  start: Bound;
  end: Bound;
  first: number;
  next: number;
  /** It names a day without a time, or a time without a day. */
  alone: "day" | "time" | null;
  moment: Moment | null;
}

/** What an expression covers. */
export function instants(reader: Reader, { start, end }: Expression): { start: Date; end: Date } {
  return {
    start: typeof start === "number" ? firstInstant(start, reader.timezone) : start,
    end: typeof end === "number" ? lastInstant(end, reader.timezone) : end,
  };
}

export function make(
  start: Bound,
  end: Bound,
  first: number,
  next: number,
  moment?: Moment,
): Expression {
  return { start, end, first, next, alone: null, moment: moment ?? null };
}
