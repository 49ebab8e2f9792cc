/** Objects that one SQL function takes. */
const mostRefs = 1000;

/** Cuts what one call may not carry into several. */
export function* inBatches<T>(items: T[], size = mostRefs): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
