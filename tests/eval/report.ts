import { formatTable } from "../../supabase/commands/jobs/table.ts";
import type { Measured } from "./measure.ts";

/** Shares, 0 to 1, of one set of questions. */
export interface Figures {
  answerable: number;
  unanswerable: number;
  /** A gold event is among the first five retrieved. */
  hitAt5: number;
  /** The answer's text has a gold word. */
  holds: number;
  /** A gold event is cited. */
  cites: number;
  /** Unanswerable, and said to be. */
  declined: number;
  /** Median time that the model took for a prompt, in milliseconds. */
  milliseconds: number;
}

/** What must be reached. */
export const floors = { hitAt5: 0.90, holds: 0.70, declined: 0.85 } as const;

/** The figures of what was measured. */
export function figuresOf(measured: readonly Measured[]): Figures {
  const answerable = measured.filter(({ asked }) => asked.gold !== null);
  const unanswerable = measured.filter(({ asked }) => asked.gold === null);
  const times = measured.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    hitAt5: share(answerable, ({ place }) => place !== null && place <= 5),
    holds: share(answerable, ({ holds }) => holds),
    cites: share(answerable, ({ cites }) => cites),
    declined: share(unanswerable, ({ declined }) => declined),
    milliseconds: times[times.length >> 1] ?? 0,
  };
}

/** What lies below its floor, each as a sentence; empty: nothing does. */
export function belowFloors(set: string, figures: Figures): string[] {
  return Object.entries(floors).flatMap(([name, floor]) => {
    const value = figures[name as keyof typeof floors];
    return value >= floor ? [] : [`${set}: ${name} is ${value.toFixed(3)}, below ${floor}`];
  });
}

/** One line a set. */
export function figuresTable(sets: ReadonlyMap<string, Figures>): string {
  return formatTable([
    ["set", "questions", "hit@5", "holds gold", "cites gold", "declined", "model p50"],
    ...[...sets].map(([name, figures]) => [
      name,
      `${figures.answerable} + ${figures.unanswerable}`,
      figures.hitAt5.toFixed(3),
      figures.holds.toFixed(3),
      figures.cites.toFixed(3),
      figures.declined.toFixed(3),
      `${figures.milliseconds.toFixed(0)} ms`,
    ]),
  ]);
}

/** The questions to tune on that went wrong; one that is held out is never shown. */
export function misses(measured: readonly Measured[]): string[] {
  return measured.filter(({ asked, holds, declined }) =>
    !asked.heldOut && (asked.gold === null ? !declined : !holds)
  ).map(({ asked, place, answer }) =>
    `${asked.gold === null ? "not declined" : `place ${place ?? "none"}`}: ${asked.question}\n` +
    answer.split("\n").map((line) => `    ${line.slice(0, 200)}`).join("\n")
  );
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.length === 0 ? 1 : items.filter(holds).length / items.length;
}
