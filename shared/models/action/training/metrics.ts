/** Counts of decisions against labels. */
export interface Metrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** F1 if 30 per cent of sentences were requests, at the same hit and false-alarm rates. */
  readonly f1AtThirtyPercent: number;
}

/** F1 from hit rate, false-alarm rate and the share of positives. */
export function f1At(share: number, hits: number, falseAlarms: number): number {
  const flagged = share * hits + (1 - share) * falseAlarms;
  return hits === 0 ? 0 : 2 * share * hits / (flagged + share);
}

/** Precision, recall and F1 of yes-no decisions for the positive class. */
export function measure(labels: readonly number[], decisions: readonly boolean[]): Metrics {
  let hit = 0;
  let flagged = 0;
  let positive = 0;
  labels.forEach((label, i) => {
    positive += label;
    if (decisions[i]) flagged++;
    if (decisions[i] && label === 1) hit++;
  });
  const precision = flagged === 0 ? 0 : hit / flagged;
  const recall = positive === 0 ? 0 : hit / positive;
  const f1 = precision + recall === 0 ? 0 : 2 * precision * recall / (precision + recall);
  const falseAlarms = (flagged - hit) / Math.max(1, labels.length - positive);
  return { precision, recall, f1, f1AtThirtyPercent: f1At(0.3, recall, falseAlarms) };
}

/** Slope and intercept that turn scores into log-odds (Platt scaling by Newton's method). */
export function fitCalibration(
  scores: readonly number[],
  labels: readonly number[],
): { slope: number; intercept: number } {
  let slope = 1;
  let intercept = 0;
  for (let step = 0; step < 50; step++) {
    let g0 = 0, g1 = 0, h00 = 1e-9, h01 = 0, h11 = 1e-9;
    scores.forEach((score, i) => {
      const p = 1 / (1 + Math.exp(-(slope * score + intercept)));
      const error = (labels[i] ?? 0) - p;
      const weight = p * (1 - p);
      g0 += error;
      g1 += error * score;
      h00 += weight;
      h01 += weight * score;
      h11 += weight * score * score;
    });
    const determinant = h00 * h11 - h01 * h01;
    const moveIntercept = (h11 * g0 - h01 * g1) / determinant;
    const moveSlope = (h00 * g1 - h01 * g0) / determinant;
    intercept += moveIntercept;
    slope += moveSlope;
    if (Math.abs(moveIntercept) + Math.abs(moveSlope) < 1e-9) break;
  }
  return { slope, intercept };
}

/**
 * The probability that gives the best F1, half at the share of positives in the data and half at
 * 30 per cent: labelled collections hold more requests than an inbox does. Averaged over
 * neighbouring thresholds, because the best single one is a matter of luck.
 */
export function chooseThreshold(
  probabilities: readonly number[],
  labels: readonly number[],
): number {
  const positive = labels.filter((label) => label === 1).length;
  const share = positive / Math.max(1, labels.length);
  const quality = (threshold: number) => {
    let hit = 0;
    let alarm = 0;
    probabilities.forEach((p, i) => {
      if (p < threshold) return;
      if (labels[i] === 1) hit++;
      else alarm++;
    });
    const hits = hit / Math.max(1, positive);
    const alarms = alarm / Math.max(1, labels.length - positive);
    return (f1At(share, hits, alarms) + f1At(0.3, hits, alarms)) / 2;
  };
  let best = 0.5;
  let bestQuality = -1;
  for (let percent = 30; percent <= 70; percent++) {
    let sum = 0;
    for (let near = -4; near <= 4; near++) sum += quality((percent + near) / 100);
    if (sum > bestQuality) {
      bestQuality = sum;
      best = percent / 100;
    }
  }
  return best;
}
