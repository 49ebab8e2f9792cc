/** What a check is given. */
export interface CheckContext {
  /** A migrated database without rows. */
  url: string;
  /** Update what is committed instead of comparing with it. */
  write: boolean;
}

/**
 * A check of the database.
 *
 * @returns one line that says what was looked at
 * @throws Finding when something is wrong
 */
export type Check = (context: CheckContext) => Promise<string>;

/** What a check found; the message is the report, one finding a line. */
export class Finding extends Error {
  override name = "Finding";
}
