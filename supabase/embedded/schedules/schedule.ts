import { Cron } from "croner";

/** When a pg_cron job is due. Times are UTC, as pg_cron has them by default. */
export interface Schedule {
  /**
   * The first time after `now` at which the job is due, or null where it never is.
   *
   * @param lastStart when the job last started; only intervals count from it
   */
  next(now: Date, lastStart: Date | null): Date | null;
}

/**
 * Reads what pg_cron 1.6 takes: five cron fields, with `$` for the last day of the month, or
 * `N seconds` with N from 1 to 59.
 *
 * @throws Error where the text is neither
 */
export function parseSchedule(text: string): Schedule {
  const interval = /^\s*(\d{1,2})\s+seconds?\s*$/i.exec(text)?.[1];
  if (interval !== undefined) {
    const seconds = Number(interval);
    if (seconds < 1 || seconds > 59) throw invalid(text);
    return {
      next: (now, lastStart) => {
        const due = (lastStart ?? now).getTime() + seconds * 1000;
        return new Date(Math.max(due, now.getTime()));
      },
    };
  }
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) throw invalid(text);
  const pattern = fields.map((field, index) => index === 2 && field === "$" ? "L" : field);
  let cron: Cron;
  try {
    cron = new Cron(pattern.join(" "), { timezone: "UTC", mode: "5-part" });
  } catch {
    throw invalid(text);
  }
  return { next: (now) => cron.nextRun(now) };
}

function invalid(text: string): Error {
  return new Error(`invalid schedule: ${text}`);
}
