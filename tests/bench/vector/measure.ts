import type { Sql } from "postgres";
import { percentile, type Spread, spread } from "../jobs/statistics.ts";
import { seeded } from "./random.ts";
import { exactAnswer, type Question, type Target } from "./targets.ts";

export interface Scenario {
  name: string;
  questions: Question[];
  targets: Target[];
}

export interface TargetResult {
  scenario: string;
  target: string;
  /** Milliseconds as a client sees them, over the repetitions. */
  p50: Spread;
  p95: Spread;
  /** Each repetition's own values, for ratios within it. */
  p50s: number[];
  p95s: number[];
  /** Of the right answer's rows, how many were found; 0 to 1. */
  recall: number;
  /** Fewest and most rows returned. */
  rows: { fewest: number; most: number };
}

/**
 * Asks every target every question, in another order each time, so that what else the machine does
 * hits all of them alike. The first round warms up and compares the answers with the right ones.
 */
export async function measure(
  truth: Sql,
  scenario: Scenario,
  repetitions: number,
): Promise<TargetResult[]> {
  const random = seeded(11);
  const measured = scenario.targets.map((target) => ({
    target,
    p50s: [] as number[],
    p95s: [] as number[],
    found: 0,
    counts: [] as number[],
  }));

  let expected = 0;
  for (const question of scenario.questions) {
    const right = new Set(await exactAnswer(truth, question));
    expected += right.size;
    for (const entry of measured) {
      await entry.target.prepare?.(question);
      const found = await entry.target.search(question);
      entry.counts.push(found.length);
      entry.found += found.filter((id) => right.has(id)).length;
    }
  }

  for (let repetition = 0; repetition < repetitions; repetition++) {
    const times = measured.map(() => [] as number[]);
    for (let turn = 0; turn < scenario.questions.length; turn++) {
      const order = measured.map((_, index) => index).sort(() => random.uniform() - 0.5);
      for (const index of order) {
        // Another question for each, so that none finds the rows in the processor's cache.
        const question = scenario.questions[(turn + index * 7) % scenario.questions.length];
        const target = measured[index]?.target;
        if (!question || !target) continue;
        await target.prepare?.(question);
        const started = performance.now();
        await target.search(question);
        times[index]?.push(performance.now() - started);
      }
    }
    for (const [index, values] of times.entries()) {
      measured[index]?.p50s.push(percentile(values, 0.5));
      measured[index]?.p95s.push(percentile(values, 0.95));
    }
  }

  return measured.map(({ target, p50s, p95s, found, counts }) => ({
    scenario: scenario.name,
    target: target.name,
    p50: spread(p50s),
    p95: spread(p95s),
    p50s,
    p95s,
    recall: expected === 0 ? 1 : found / expected,
    rows: { fewest: Math.min(...counts), most: Math.max(...counts) },
  }));
}

/** Of two targets of one run, repetition by repetition. */
export function ratio(values: readonly number[], others: readonly number[]): Spread {
  return spread(values.map((value, index) => value / (others[index] ?? NaN)));
}
