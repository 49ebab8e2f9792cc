/** The types timestamp and timestamptz. */
export const TIMESTAMP = 1114;
export const TIMESTAMPTZ = 1184;

/**
 * Postgres's text of a time as its JSON has it, and so PostgREST: `T` between date and time, and an
 * offset with minutes (`2026-01-31T09:00:00.123456+00:00`). `infinity` and years before Christ have
 * no such form and stay as they are.
 */
export function isoTimestamp(text: string): string {
  return text.replace(
    /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:([+-]\d\d)(:\d\d)?)?$/,
    (_, date: string, time: string, hours: string | undefined, minutes: string | undefined) =>
      `${date}T${time}${hours === undefined ? "" : hours + (minutes ?? ":00")}`,
  );
}
