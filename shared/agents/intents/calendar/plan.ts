/** What a calendar leaves free, and what in it clashes. */
import { dayOf, weekdayOf } from "../../time/calendar.ts";
import { day, firstInstant, hour, minute, wallTime } from "../../time/wall_clock.ts";
import type { TimeWindow } from "../../time/window.ts";
import type { Meeting } from "./meeting.ts";

/** Nobody said when they work: Monday to Friday, 9 to 17 on their own clock. An answer says so. */
export const workingHours = { days: [1, 2, 3, 4, 5], from: 9, to: 17 } as const;

/** Shorter gaps are no time for anything. */
export const leastFree = 30 * minute;

/**
 * The stretches of a window that nothing busy lies in and that last at least `least` milliseconds.
 *
 * @param within null: all of the window; or else these parts of it
 */
export function freeIn(
  meetings: readonly Meeting[],
  window: TimeWindow,
  within: readonly TimeWindow[] | null,
  least: number,
): TimeWindow[] {
  const busy = meetings.filter((meeting) => meeting.busy);
  const free: TimeWindow[] = [];
  for (const part of within ?? [window]) {
    let at = Math.max(part.start.getTime(), window.start.getTime());
    const end = Math.min(part.end.getTime(), window.end.getTime());
    for (const meeting of busy) {
      if (meeting.start.getTime() >= end) break;
      if (meeting.end.getTime() <= at) continue;
      add(at, meeting.start.getTime());
      at = Math.max(at, meeting.end.getTime());
    }
    add(at, end);
  }
  return free;

  function add(start: number, end: number): void {
    if (end - start >= least) free.push({ start: new Date(start), end: new Date(end) });
  }
}

/** The working hours of a window, one stretch a day; none on days that nobody works. */
export function workingTime({ start, end }: TimeWindow, timezone: string): TimeWindow[] {
  const parts: TimeWindow[] = [];
  for (let date = dayOf(wallTime(start, timezone));; date += day) {
    const begins = firstInstant(date + workingHours.from * hour, timezone);
    if (begins >= end) return parts;
    const works: readonly number[] = workingHours.days;
    if (!works.includes(weekdayOf(date))) continue;
    parts.push({ start: begins, end: firstInstant(date + workingHours.to * hour, timezone) });
  }
}

/** Whether a window is made of whole days, or begins now: it names no times of a day. */
export function namesDays({ start, end }: TimeWindow, now: Date, timezone: string): boolean {
  const isMidnight = (at: Date) => wallTime(at, timezone) % day === 0;
  return (isMidnight(start) || start.getTime() === now.getTime()) && isMidnight(end);
}

/** Two meetings at once. */
export interface Clash extends TimeWindow {
  meetings: [Meeting, Meeting];
}

/** Pairs of busy meetings that overlap, by where they do; days without a time clash with nothing. */
export function clashesIn(meetings: readonly Meeting[], most: number): Clash[] {
  const timed = meetings.filter(({ busy, allDay }) => busy && !allDay);
  const clashes: Clash[] = [];
  for (const [index, first] of timed.entries()) {
    for (let at = index + 1; at < timed.length && clashes.length < most; at++) {
      const second = timed[at];
      if (!second || second.start >= first.end) break;
      const end = second.end < first.end ? second.end : first.end;
      if (second.start < end) clashes.push({ meetings: [first, second], start: second.start, end });
    }
  }
  return clashes.toSorted((a, b) => a.start.getTime() - b.start.getTime());
}
