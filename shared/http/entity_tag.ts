import { ProblemError } from "./errors.ts";

/** The versions of a row that a change may replace; null: whichever there is. */
export type Versions = string[] | null;

/** A row as its readers see it, and which version of it that is: its `updated_at` as the database writes it. */
export interface Versioned<T> {
  value: T;
  version: string;
}

const tag = /\s*(?<weak>W\/)?"(?<text>[\x21\x23-\x7e]*)"\s*(?:,|$)/y;
const instant = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d(:\d\d)?)$/;

/** The strong entity tag of a version (RFC 9110, 8.8.3): the database gives no two of a row the same. */
export function entityTag(version: string): string {
  return `"${version.replace(" ", "T")}"`;
}

/**
 * What `If-Match` (RFC 9110, 13.1.1) lets a change replace. Weak tags and tags that are not ours
 * match no version.
 *
 * @throws {ProblemError} 400 where it is neither `*` nor a list of entity tags
 */
export function ifMatch(header: string | undefined): Versions {
  const given = header?.trim();
  if (given === undefined || given === "*") return null;
  const versions: string[] = [];
  for (tag.lastIndex = 0; tag.lastIndex < given.length;) {
    const found = tag.exec(given)?.groups;
    if (!found) return refuse();
    if (!found.weak && instant.test(found.text ?? "")) versions.push(found.text ?? "");
  }
  return given === "" ? refuse() : versions;
}

function refuse(): never {
  const message = 'must be * or the ETag of the last answer, such as "2026-01-31T09:00:00.5+00:00"';
  throw new ProblemError(400, "invalid_request", `The header is not valid: if-match ${message}`, {
    errors: [{ field: "if-match", message }],
  });
}
