/**
 * Logistic regression over sparse binary features, scaled by naive Bayes log-count ratios (Wang and
 * Manning, "Baselines and Bigrams", 2012): a feature that occurs alike in both classes is made
 * small before the regression sees it, which regularises rare features without dropping them.
 */

/** One training example: distinct feature ids, label 0 or 1, and how much it counts. */
export interface Example {
  readonly features: readonly number[];
  readonly label: number;
  readonly weight: number;
}

export interface LinearOptions {
  /** Inverse strength of the L2 penalty. */
  readonly strength: number;
  /** Features in fewer examples than this are ignored. */
  readonly minCount: number;
  /** Exponent on the log-count ratio; 0 switches the scaling off. */
  readonly ratioPower: number;
  /** A row is divided by its number of features to this power. */
  readonly lengthPower: number;
  readonly iterations: number;
}

/** Weights by feature id; absent means 0. The score of a row is their sum over its features divided by the row's length to `lengthPower`, plus the intercept. */
export interface LinearModel {
  readonly weights: ReadonlyMap<number, number>;
  readonly intercept: number;
  readonly lengthPower: number;
}

/** The log-odds that a linear model gives to a row of distinct features. */
export function linearScore(model: LinearModel, features: readonly number[]): number {
  let sum = 0;
  for (const feature of features) sum += model.weights.get(feature) ?? 0;
  return sum / Math.max(1, features.length) ** model.lengthPower + model.intercept;
}

/** Trains by L-BFGS until the iterations are used or the gradient is flat. */
export function trainLinear(examples: readonly Example[], options: LinearOptions): LinearModel {
  const columns = selectColumns(examples, options.minCount);
  const size = columns.size;
  const ratio = countRatios(examples, columns, options.ratioPower);
  const rows = examples.map((example) => {
    const ids: number[] = [];
    for (const feature of example.features) {
      const column = columns.get(feature);
      if (column !== undefined) ids.push(column);
    }
    return {
      ids: Int32Array.from(ids),
      scale: 1 / Math.max(1, example.features.length) ** options.lengthPower,
    };
  });
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    let value = 0;
    for (let j = 0; j < size; j++) {
      const weight = point[j] as number;
      value += 0.5 * weight * weight;
      gradient[j] = weight;
    }
    gradient[size] = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as (typeof rows)[number];
      const example = examples[i] as Example;
      let sum = 0;
      for (const id of row.ids) sum += (point[id] as number) * (ratio[id] as number);
      const margin = sum * row.scale + (point[size] as number);
      const cost = options.strength * example.weight;
      const signed = example.label === 1 ? margin : -margin;
      value += cost *
        (signed > 0 ? Math.log1p(Math.exp(-signed)) : -signed + Math.log1p(Math.exp(signed)));
      const slope = cost * (1 / (1 + Math.exp(-margin)) - example.label);
      const scaled = slope * row.scale;
      for (const id of row.ids) {
        gradient[id] = (gradient[id] as number) + scaled * (ratio[id] as number);
      }
      gradient[size] = (gradient[size] as number) + slope;
    }
    return value;
  };
  const point = minimize(objective, size + 1, options.iterations);
  const weights = new Map<number, number>();
  for (const [feature, column] of columns) {
    weights.set(feature, (point[column] as number) * (ratio[column] as number));
  }
  return { weights, intercept: point[size] as number, lengthPower: options.lengthPower };
}

/** Numbers the features that occur often enough, in order of feature id so that a run repeats. */
function selectColumns(examples: readonly Example[], minCount: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { features } of examples) {
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  const kept = [...counts].filter(([, count]) => count >= minCount).map(([feature]) => feature);
  kept.sort((a, b) => a - b);
  return new Map(kept.map((feature, column) => [feature, column]));
}

function countRatios(
  examples: readonly Example[],
  columns: ReadonlyMap<number, number>,
  power: number,
): Float64Array {
  const positive = new Float64Array(columns.size).fill(1);
  const negative = new Float64Array(columns.size).fill(1);
  for (const { features, label, weight } of examples) {
    const side = label === 1 ? positive : negative;
    for (const feature of features) {
      const column = columns.get(feature);
      if (column !== undefined) side[column] = (side[column] as number) + weight;
    }
  }
  const total = (side: Float64Array) => side.reduce((sum, count) => sum + count, 0);
  const shift = Math.log(total(positive) / total(negative));
  return positive.map((count, column) =>
    Math.abs(Math.log(count / (negative[column] as number)) - shift) ** power
  );
}

/** L-BFGS with eight pairs and backtracking (Nocedal and Wright, algorithm 7.5). */
function minimize(
  objective: (point: Float64Array, gradient: Float64Array) => number,
  size: number,
  iterations: number,
): Float64Array {
  let point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  const pairs: { step: Float64Array; change: Float64Array; inverse: number }[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const direction = gradient.map((slope) => -slope);
    const factors: number[] = [];
    for (let k = pairs.length - 1; k >= 0; k--) {
      const pair = pairs[k] as (typeof pairs)[number];
      const factor = pair.inverse * dot(pair.step, direction);
      factors[k] = factor;
      addScaled(direction, pair.change, -factor);
    }
    const last = pairs.at(-1);
    if (last !== undefined) {
      const scale = 1 / (last.inverse * dot(last.change, last.change));
      for (let j = 0; j < size; j++) direction[j] = (direction[j] as number) * scale;
    }
    pairs.forEach((pair, k) => {
      const back = pair.inverse * dot(pair.change, direction);
      addScaled(direction, pair.step, (factors[k] as number) - back);
    });
    const slope = dot(gradient, direction);
    let rate = iteration === 0 ? 1 / Math.sqrt(dot(gradient, gradient) + 1e-12) : 1;
    const nextGradient = new Float64Array(size);
    let next = point;
    let nextValue = Infinity;
    for (let attempt = 0; attempt < 30; attempt++, rate /= 2) {
      next = Float64Array.from(point);
      addScaled(next, direction, rate);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * rate * slope) break;
    }
    if (!(nextValue < value)) break;
    const step = next.map((x, j) => x - (point[j] as number));
    const change = nextGradient.map((x, j) => x - (gradient[j] as number));
    const curvature = dot(step, change);
    if (curvature > 1e-12) {
      pairs.push({ step, change, inverse: 1 / curvature });
      if (pairs.length > 8) pairs.shift();
    }
    const flat = value - nextValue < 1e-6 * value;
    point = next;
    gradient = nextGradient;
    value = nextValue;
    if (flat) break;
  }
  return point;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < left.length; j++) sum += (left[j] as number) * (right[j] as number);
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let j = 0; j < target.length; j++) {
    target[j] = (target[j] as number) + factor * (source[j] as number);
  }
}
