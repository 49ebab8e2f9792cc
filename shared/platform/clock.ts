/** The current time, passed in so that a test or a demo can hold it still. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that always shows `at`. */
export function fixedClock(at: Date): Clock {
  return { now: () => new Date(at) };
}
