import { ProblemError } from "../http/errors.ts";

/** The same fields without those that are undefined, which JSON leaves out as well. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** What the Data API says of a row that it does not take. */
interface Refusal {
  code?: string;
  message: string;
}

/** Whether the row was there already: its request was sent before. */
export function isRepeated(error: Refusal | null): boolean {
  return error !== null && error.message.includes("_request_key_key");
}

/** @throws {ProblemError} 409 where the person has as many rows of `what` as they may have */
export function checkQuota(error: Refusal | null, what: string): void {
  // The table's own words, wherever a Data API puts them.
  const limit = error && /the limit of (\d+) rows/.exec(error.message)?.[1];
  if (limit) {
    throw new ProblemError(
      409,
      "limit_reached",
      `There are ${limit} ${what} already, as many as you may have; delete some first`,
    );
  }
}

/**
 * Says why a change of a row found none.
 *
 * @param read the same row, rejecting with 404 where it is absent
 * @throws {ProblemError} 412 where it is there, in another version than the change was meant for
 */
export async function notChanged(read: Promise<unknown>): Promise<never> {
  await read;
  throw new ProblemError(
    412,
    "precondition_failed",
    "It has changed since the version that If-Match names; read it again",
  );
}
