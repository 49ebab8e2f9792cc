import { formatSpread } from "../jobs/statistics.ts";
import type { Bytes, WriteCost } from "./costs.ts";
import { type Goal, indexBytes } from "./goals.ts";
import type { TargetResult } from "./measure.ts";
import type { Part } from "./parts.ts";

/** All that a run measured. */
export interface Measured {
  results: readonly TargetResult[];
  goals: readonly Goal[];
  sizes: readonly Bytes[];
  writes: readonly WriteCost[];
  /** Seconds by index. */
  built: Readonly<Record<string, number>>;
  parts: readonly Part[];
}

/** Markdown tables of what was measured, and of what it means for the goals. */
export function report({ results, goals, sizes, writes, built, parts }: Measured): string {
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
    "| table | relation | bytes a vector of the table | built in s |",
    "| --- | --- | --- | --- |",
    ...sizes.map(({ table, relation, kind, bytesAVector }) =>
      `| ${table} | ${kind === "heap" ? "heap" : relation} | ${bytesAVector.toFixed(0)} | ${
        built[relation] ?? ""
      } |`
    ),
    ...["embeddings", "former_embeddings", "documents"].map((table) =>
      `| ${table} | all indexes | ${indexBytes(sizes, table, true).toFixed(0)} | |`
    ),
    "",
    "| write | ms a row |",
    "| --- | --- |",
    ...writes.map(({ write, milliseconds }) => `| ${write} | ${formatSpread(milliseconds, 2)} |`),
    "",
    "| part of the small tenant's search | p50 ms |",
    "| --- | --- |",
    ...parts.map(({ part, p50 }) => `| ${part} | ${p50.toFixed(2)} |`),
    "",
    "| goal | measured | |",
    "| --- | --- | --- |",
    ...goals.map(({ goal, measured, met }) =>
      `| ${cell(goal)} | ${measured} | ${met === null ? "compared" : met ? "met" : "not met"} |`
    ),
  ].join("\n");
}
