import { TABLE_SIZE } from "./hash.ts";

/** A trained linear model as it is stored: a byte string in base64 and a few numbers. */
export interface EncodedModel {
  /** Gaps between used slots as base-128 numbers, each followed by one signed byte: its weight. */
  readonly weights: string;
  /** What one step of a weight is worth before calibration. */
  readonly step: number;
  /** A row's sum is divided by its number of features to this power. */
  readonly lengthPower: number;
  /** Log-odds = slope * score + intercept: fitted on sentences the model had not seen. */
  readonly slope: number;
  readonly intercept: number;
  /** Probability from which a sentence counts as a request. */
  readonly threshold: number;
}

/** A model ready to score: one signed byte a slot of the hash table. */
export interface ActionModel {
  readonly encoded: EncodedModel;
  readonly weights: Int8Array;
}

/** Unpacks a stored model. */
export function decodeModel(encoded: EncodedModel): ActionModel {
  const weights = new Int8Array(TABLE_SIZE);
  const packed = atob(encoded.weights);
  let slot = 0;
  let gap = 0;
  let shift = 0;
  for (let at = 0; at < packed.length; at++) {
    const byte = packed.charCodeAt(at);
    gap |= (byte & 127) << shift;
    shift += 7;
    if (byte > 127) continue;
    slot += gap;
    weights[slot] = packed.charCodeAt(++at);
    gap = 0;
    shift = 0;
  }
  return { encoded, weights };
}

/** The uncalibrated score of a row of distinct slots; higher leans towards a request. */
export function scoreModel({ encoded, weights }: ActionModel, slots: readonly number[]): number {
  let sum = 0;
  for (const slot of slots) sum += weights[slot] ?? 0;
  return sum * encoded.step / Math.max(1, slots.length) ** encoded.lengthPower;
}

/** Score to probability. */
export function calibrate(encoded: EncodedModel, score: number): number {
  return 1 / (1 + Math.exp(-(encoded.slope * score + encoded.intercept)));
}
