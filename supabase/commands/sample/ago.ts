const MINUTE = 60_000;
export const HOUR = 60;
export const DAY = 24 * HOUR;

/** The instant so many minutes before (or, when negative, after) `now`. */
export function minutesBefore(now: Date, minutes: number): Date {
  return new Date(now.getTime() - minutes * MINUTE);
}
