/** What is too long, or no address, on its way in. */
import { LIMITS } from "../contracts/events.ts";
import { storableRecord, storableText } from "./storable.ts";

/** A name or title on one line; what is longer ends with "…". */
export function boundedName(value: string | null, limit: number): string | null {
  if (value === null) return null;
  const text = storableText(value);
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed().trimEnd()}…`
    .replaceAll("\uFFFD…", "…");
}

/** The beginning of a text with a mark that says how much of it is there; short texts as they are. */
export function boundedText(value: string | null): string | null {
  if (value === null) return null;
  const text = storableText(value);
  if (text.length <= LIMITS.body) return text;
  // Half a surrogate pair at the end would not be storable.
  const kept = text.slice(0, LIMITS.body).replace(/[\uD800-\uDBFF]$/, "");
  return `${kept}\n[cut: the first ${kept.length} of ${text.length} characters]`;
}

/** How long the longest of the texts was where one had to be cut, else null. */
export function cutFrom(...texts: (string | null)[]): number | null {
  const longest = Math.max(0, ...texts.map((text) => text?.length ?? 0));
  return longest > LIMITS.body ? longest : null;
}

/** An address that a reader may open: http or https and not too long; else null. */
export function webAddress(value: string | null): string | null {
  if (value === null) return null;
  const text = storableText(value).trim();
  if (text.length > LIMITS.url || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  return text;
}

/** What the source sent, with its long texts cut; null where it is still too large to keep. */
export function boundedRecord(value: object): Record<string, unknown> | null {
  const record = storableRecord(value, (text) => boundedText(text) ?? "");
  return JSON.stringify(record).length <= LIMITS.raw ? record : null;
}
