import { formatSpread } from "../jobs/statistics.ts";
import type { Goal } from "./goals.ts";
import type { TargetResult } from "./measure.ts";

/** Markdown tables of what was measured, and of what it means for the goals. */
export function report(results: readonly TargetResult[], goals: readonly Goal[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return [
    "| search | by | p50 ms | p95 ms | recall | rows |",
    "| --- | --- | --- | --- | --- | --- |",
    ...results.map((result) =>
      `| ${cell(result.scenario)} | ${cell(result.target)} | ${formatSpread(result.p50, 2)} | ` +
      `${formatSpread(result.p95, 2)} | ${result.recall.toFixed(3)} | ` +
      `${
        result.rows.fewest === result.rows.most
          ? result.rows.most
          : `${result.rows.fewest} to ${result.rows.most}`
      } |`
    ),
    "",
    "| goal | measured | |",
    "| --- | --- | --- |",
    ...goals.map(({ goal, measured, met }) =>
      `| ${cell(goal)} | ${measured} | ${met === null ? "compared" : met ? "met" : "not met"} |`
    ),
  ].join("\n");
}
