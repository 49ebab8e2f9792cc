/** How much one run may do before it leaves the rest to the next. */
export interface Budget {
  /** Whether another slice of work may begin. */
  left(): boolean;
  /** What is left of the time, for requests under way; 0 when it is over. */
  milliseconds(): number;
}

/**
 * A budget of `seconds` from now, on a clock that only goes forward (milliseconds), and of so many
 * calls of `left` as there are `slices`: hosted functions are limited in wall clock and in CPU time,
 * and the slices stand for the latter, which cannot be read there.
 */
export function createBudget(
  monotonic: () => number,
  seconds: number,
  slices = Infinity,
): Budget {
  const end = monotonic() + seconds * 1000;
  let used = 0;
  return {
    left: () => used++ < slices && monotonic() < end,
    milliseconds: () => Math.max(0, end - monotonic()),
  };
}
