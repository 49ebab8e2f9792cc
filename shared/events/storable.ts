/** Text and JSON as Postgres can store them. */

/** Deeper JSON than any provider sends; beyond it Postgres and JSON.stringify may run out of stack. */
const MAX_DEPTH = 64;

/** The same text without U+0000 and with unpaired surrogates replaced by U+FFFD. */
export function storableText(value: string): string {
  return value.replaceAll("\u0000", "").toWellFormed();
}

/**
 * A deep copy of a JSON value in which every key and string is storable and whatever lies deeper
 * than 64 levels is null. `mapText` is applied to every string value (not to keys).
 */
export function storableJson(
  value: unknown,
  mapText: (text: string) => string = (text) => text,
  depth = 0,
): unknown {
  if (typeof value === "string") return storableText(mapText(value));
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => storableJson(item, mapText, depth + 1));
  return storableRecord(value, mapText, depth);
}

/** `storableJson` of an object; entries whose value is undefined are left out. */
export function storableRecord(
  value: object,
  mapText: (text: string) => string = (text) => text,
  depth = 0,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [storableText(key), storableJson(item, mapText, depth + 1)]),
  );
}
