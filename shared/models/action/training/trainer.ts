import { features } from "../features.ts";
import { calibrate, decodeModel, type EncodedModel, scoreModel } from "../model.ts";
import { dealFolds, type Row } from "./dataset.ts";
import { type EncodedWeights, encodeWeights, round } from "./encode.ts";
import { type Example, trainLinear } from "./linear.ts";
import { chooseThreshold, fitCalibration } from "./metrics.ts";
import { OTHERS, REQUESTS } from "./seeds.ts";

/** What a model is trained with; stored beside its weights. */
export const OPTIONS = {
  linear: { strength: 8, minCount: 2, ratioPower: 0.5, lengthPower: 0.25, iterations: 100 },
  /** Weights kept, the largest first. */
  keep: 30000,
  /** How much one sentence of our own counts against one labelled sentence. */
  seedWeight: 1,
  innerFolds: 5,
  seed: 20,
} as const;

/** Rows as training examples; features are computed once. */
export function toExamples(rows: readonly Row[]): Example[] {
  return rows.map(({ text, label }) => ({ features: features(text), label, weight: 1 }));
}

function ownSentences(): Example[] {
  const weight = OPTIONS.seedWeight;
  return [
    ...REQUESTS.map((text) => ({ features: features(text), label: 1, weight })),
    ...OTHERS.map((text) => ({ features: features(text), label: 0, weight })),
  ];
}

/** Trains on the examples and our own sentences, without calibration. */
export function trainUncalibrated(examples: readonly Example[]): EncodedWeights {
  return encodeWeights(trainLinear([...examples, ...ownSentences()], OPTIONS.linear), OPTIONS.keep);
}

const NO_CALIBRATION = { slope: 1, intercept: 0, threshold: 0.5 };

/**
 * Trains a model whose calibration and threshold come from inner folds of the same examples, so
 * that nothing outside them is looked at.
 */
export function trainModel(examples: readonly Example[], groups: readonly number[]): EncodedModel {
  const foldOf = dealFolds(groups, OPTIONS.innerFolds, OPTIONS.seed);
  const scores = new Array<number>(examples.length).fill(0);
  for (let fold = 0; fold < OPTIONS.innerFolds; fold++) {
    const inner = trainUncalibrated(examples.filter((_, i) => foldOf[i] !== fold));
    const model = decodeModel({ ...inner, ...NO_CALIBRATION });
    examples.forEach((example, i) => {
      if (foldOf[i] === fold) scores[i] = scoreModel(model, example.features);
    });
  }
  const labels = examples.map(({ label }) => label);
  const fitted = fitCalibration(scores, labels);
  const calibrated: EncodedModel = {
    ...trainUncalibrated(examples),
    slope: round(fitted.slope),
    intercept: round(fitted.intercept),
    threshold: 0.5,
  };
  const probabilities = scores.map((score) => calibrate(calibrated, score));
  return { ...calibrated, threshold: chooseThreshold(probabilities, labels) };
}
