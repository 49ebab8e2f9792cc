import type { Unit } from "./language.ts";
import { day, hour, type Wall } from "./wall_clock.ts";

/** The day that `wall` belongs to, from its midnight. */
export const dayOf = (wall: Wall): Wall => Math.floor(wall / day) * day;
export const weekdayOf = (wall: Wall): number => new Date(wall).getUTCDay();
export const yearOf = (wall: Wall): number => new Date(wall).getUTCFullYear();

/** Weeks begin on Monday (ISO 8601). */
export function startOf(unit: Unit, wall: Wall): Wall {
  if (unit === "hour") return Math.floor(wall / hour) * hour;
  if (unit === "week") return dayOf(wall) - (weekdayOf(wall) + 6) % 7 * day;
  const months = monthsOf[unit];
  if (months === undefined) return dayOf(wall);
  const month = new Date(wall).getUTCMonth();
  return Date.UTC(yearOf(wall), month - month % months, 1);
}

/** So many units later; a month that is too short gives its last day. */
export function shift(unit: Unit, wall: Wall, count: number): Wall {
  const days = daysOf[unit];
  if (days !== undefined) return wall + count * days * day;
  const months = monthsOf[unit];
  if (months !== undefined) return addMonths(wall, count * months);
  return wall + count * (unit === "hour" ? hour : unit === "minute" ? hour / 60 : 1000);
}

/** Units that are counted on the calendar. */
export const daysOf: Partial<Record<Unit, number>> = {
  day: 1,
  night: 1,
  week: 7,
  weekend: 7,
  fortnight: 14,
};
export const monthsOf: Partial<Record<Unit, number>> = { month: 1, quarter: 3, year: 12 };

/** Midnight of a date; null where the calendar has no such day. `month` counts from 0. */
export function dateOf(year: number, month: number, date: number): Wall | null {
  const full = year < 100 ? 2000 + year : year;
  const wall = Date.UTC(full, month, date);
  const made = new Date(wall);
  return full >= 1900 && full <= 9000 && made.getUTCMonth() === month &&
      made.getUTCDate() === date
    ? wall
    : null;
}

/** Monday of a calendar week (ISO 8601); null where the year has no such week. */
export function calendarWeek(year: number, week: number): Wall | null {
  const monday = startOf("week", Date.UTC(year, 0, 4)) + (week - 1) * 7 * day;
  return week >= 1 && yearOf(monday + 3 * day) === year ? monday : null;
}

function addMonths(wall: Wall, count: number): Wall {
  const date = new Date(wall);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + count];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) + wall - dayOf(wall);
}
