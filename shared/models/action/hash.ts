/** Hashing of features into one table, so that a model ships without a vocabulary. */

/** Size of the table as a power of two. */
export const TABLE_BITS = 18;

/** Number of slots. */
export const TABLE_SIZE = 1 << TABLE_BITS;

/** 32-bit FNV-1a over UTF-16 units. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** Appends one hash to another; the order of the two matters. */
export function combine(left: number, right: number): number {
  let hash = Math.imul(left ^ (right >>> 15) ^ right, 0x85ebca6b);
  hash = (hash << 13) | (hash >>> 19);
  return (Math.imul(hash, 5) + 0x6b64e654) >>> 0;
}

/** The slot of a hash in the table. The shift lets the high bits take part. */
export function slot(hash: number): number {
  return (hash ^ (hash >>> 16)) & (TABLE_SIZE - 1);
}
