/** Evidence in parts that a model can read closely, and what came of them as one. */
import { type Evidence, type Generated } from "../models/language_model.ts";
import { addUsage, noUsage } from "../models/usage.ts";

/** Parts that are read at the same time. */
const atOnce = 4;

/**
 * The items in order, in parts of at most `characters` of text; one that is longer is a part of its
 * own. No part is empty; no items are no part.
 */
export function batchesOf<Item extends Evidence>(
  items: readonly Item[],
  characters: number,
): Item[][] {
  const batches: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const last = batches.at(-1);
    if (last && item.text.length <= room) {
      last.push(item);
      room -= item.text.length;
    } else {
      batches.push([item]);
      room = characters - item.text.length;
    }
  }
  return batches;
}

/** Works on every part, a few at a time; results are in the order of the parts. */
export async function inBatches<Item, Result>(
  batches: readonly Item[][],
  work: (batch: Item[]) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < batches.length; from += atOnce) {
    results.push(...await Promise.all(batches.slice(from, from + atOnce).map(work)));
  }
  return results;
}

/** One result of several, or of none by the model `name`: what all took, and degraded where any was. */
export function combined<Value>(
  value: Value,
  parts: readonly Generated<unknown>[],
  name: string,
): Generated<Value> {
  const degraded = parts.find((part) => part.degraded !== null);
  return {
    value,
    model: (degraded ?? parts[0])?.model ?? name,
    usage: parts.reduce((sum, part) => addUsage(sum, part.usage), noUsage),
    degraded: degraded?.degraded ?? null,
  };
}
