/**
 * Measures the action-request classifier on sentences it was not trained on, beside a keyword rule
 * and a plain n-gram regression. Training, calibration and threshold see the training folds only,
 * and scores run through the stored (8-bit) form of the model.
 *
 * What the folds cannot show: features and options were chosen while looking at them.
 *
 * usage: npx -y deno@2.9.6 task bench action --data PATH
 */
import { parseArgs } from "node:util";
import { calibrate, decodeModel, scoreModel } from "../../../shared/models/action/model.ts";
import { actionProbability } from "../../../shared/models/action/classifier.ts";
import { keywordRule, ngramRegression } from "./baselines.ts";
import {
  dealFolds,
  nearDuplicateGroups,
  readRows,
  type Row,
} from "../../../shared/models/action/training/dataset.ts";
import type { Example } from "../../../shared/models/action/training/linear.ts";
import { measure, type Metrics } from "../../../shared/models/action/training/metrics.ts";
import { toExamples, trainModel } from "../../../shared/models/action/training/trainer.ts";

const FOLDS = 5;

interface Outcome {
  readonly name: string;
  readonly metrics: Metrics;
}

/** Trains on the rows outside `held`, and decides for those inside with each method. */
function decide(
  rows: readonly Row[],
  examples: readonly Example[],
  groups: readonly number[],
  held: readonly boolean[],
) {
  const outside = (_: unknown, i: number) => held[i] !== true;
  const test = rows.filter((_, i) => held[i]);
  const encoded = trainModel(examples.filter(outside), groups.filter(outside));
  const model = decodeModel(encoded);
  return {
    labels: test.map(({ label }) => label),
    keyword: test.map(({ text }) => keywordRule(text)),
    ngram: ngramRegression(rows.filter(outside), test),
    ours: examples.filter((_, i) => held[i]).map(({ features }) =>
      calibrate(encoded, scoreModel(model, features)) >= encoded.threshold
    ),
  };
}

/** Pools the decisions of several held-out parts and measures them once. */
function pooled(parts: readonly ReturnType<typeof decide>[]): Outcome[] {
  const labels = parts.flatMap((part) => part.labels);
  return [
    { name: "keyword rule", metrics: measure(labels, parts.flatMap((part) => part.keyword)) },
    { name: "n-gram regression", metrics: measure(labels, parts.flatMap((part) => part.ngram)) },
    { name: "action classifier", metrics: measure(labels, parts.flatMap((part) => part.ours)) },
  ];
}

function print(title: string, outcomes: readonly Outcome[]): void {
  console.log(`\n${title}`);
  console.log(
    "| | precision | recall | F1 | F1 at 30 % requests |\n| --- | --- | --- | --- | --- |",
  );
  for (const { name, metrics } of outcomes) {
    const cells = [metrics.precision, metrics.recall, metrics.f1, metrics.f1AtThirtyPercent];
    console.log(`| ${name} | ${cells.map((cell) => cell.toFixed(3)).join(" | ")} |`);
  }
}

/** Microseconds a sentence, after one warming pass over all of them. */
function speed(rows: readonly Row[]): number {
  for (const { text } of rows) actionProbability(text);
  const start = performance.now();
  for (const { text } of rows) actionProbability(text);
  return (performance.now() - start) * 1000 / rows.length;
}

const USAGE = `usage: npx -y deno@2.9.6 task bench action --data PATH

  --data PATH  labelled sentences, one a line: the label (1 asks for something, 0 does not), a tab,
               the sentence. A clone has none: a corpus of people's mail is not ours to give away.`;

function dataPath(): string | null {
  const { values } = parseArgs({
    options: { data: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return null;
  if (!values.data) throw new Error("--data is missing: name a file of labelled sentences");
  return values.data;
}

function main(): number {
  let path: string | null;
  try {
    path = dataPath();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (path === null) {
    console.log(USAGE);
    return 0;
  }
  try {
    const rows = readRows(path);
    const examples = toExamples(rows);
    const groups = nearDuplicateGroups(rows);
    const each = rows.map((_, i) => i);
    const folds = (by: readonly number[]) => {
      const foldOf = dealFolds(by, FOLDS, 1);
      return pooled(
        Array.from(
          { length: FOLDS },
          (_, fold) => decide(rows, examples, by, foldOf.map((own) => own === fold)),
        ),
      );
    };
    const quarter = dealFolds(groups, 4, 2).map((own) => own === 0);
    const results = {
      grouped: folds(groups),
      ungrouped: folds(each),
      heldOut: pooled([decide(rows, examples, groups, quarter)]),
    };
    print(`${FOLDS} folds, near-duplicates kept together`, results.grouped);
    print(`${FOLDS} folds, sentences dealt one by one (flatters)`, results.ungrouped);
    print("fixed quarter held out, near-duplicates kept together", results.heldOut);
    const microseconds = Math.round(speed(rows) * 10) / 10;
    console.log(`\n${microseconds} microseconds a sentence\n`);
    console.log(JSON.stringify({ rows: rows.length, ...results, microseconds }));
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

if (import.meta.main) Deno.exit(main());
