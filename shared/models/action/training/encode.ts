import type { EncodedModel } from "../model.ts";
import type { LinearModel } from "./linear.ts";

/** The stored weights without calibration. */
export type EncodedWeights = Pick<EncodedModel, "weights" | "step" | "lengthPower">;

/**
 * Packs the `keep` largest weights into one byte each. The intercept is left out: calibration, which
 * follows, fits its own.
 */
export function encodeWeights(linear: LinearModel, keep: number): EncodedWeights {
  const largest = [...linear.weights]
    .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || a - b)
    .slice(0, keep)
    .sort(([a], [b]) => a - b);
  // A few weights are far larger than the rest: clipping them keeps the steps of the rest fine.
  const magnitudes = largest.map(([, weight]) => Math.abs(weight)).sort((a, b) => b - a);
  const step = round((magnitudes[Math.floor(magnitudes.length / 2000)] ?? 1) / 127);
  let packed = "";
  let last = 0;
  for (const [slot, weight] of largest) {
    const byte = Math.max(-127, Math.min(127, Math.round(weight / step)));
    if (byte === 0) continue;
    let gap = slot - last;
    last = slot;
    while (gap > 127) {
      packed += String.fromCharCode((gap & 127) | 128);
      gap >>>= 7;
    }
    packed += String.fromCharCode(gap, byte & 255);
  }
  return { weights: btoa(packed), step, lengthPower: linear.lengthPower };
}

/** Rounds to six significant digits, so that a stored number reads the same everywhere. */
export function round(value: number): number {
  return Number(value.toPrecision(6));
}
