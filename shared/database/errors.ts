/** What the database refused: a row that its table does not take, or a call of a SQL function. */
export type Refused = "row" | "call";

/** The database refused a call. Carries the SQLSTATE; the row that caused it is not repeated. */
export class DatabaseError extends Error {
  override name = "DatabaseError";
  /** Name of the constraint that was broken, where the message tells it. */
  readonly rule: string | undefined;
  /** Name of the column that must not be null, where the message tells it. */
  readonly column: string | undefined;

  constructor(
    readonly operation: string,
    readonly code: string,
    message: string,
    readonly refused: Refused = "call",
  ) {
    super(`${operation}: ${message}`);
    // Names from the schema; the values are in `details`, which never gets here.
    this.rule = /\bconstraint "(\w{1,63})"/.exec(message)?.[1];
    this.column = /\bcolumn "(\w{1,63})"/.exec(message)?.[1];
  }
}

/**
 * Keeps code and message; `details` may quote the failing row and is dropped.
 *
 * @param refused "row" where a table was read or written, which is the default
 */
export function databaseError(
  operation: string,
  error: { code?: string; message: string },
  refused: Refused = "row",
): DatabaseError {
  return new DatabaseError(operation, codeOf(error), error.message, refused);
}

/** The SQLSTATE; "unknown" where nothing answered at all, for which supabase-js gives no code. */
function codeOf({ code, message }: { code?: string; message: string }): string {
  // The embedded Data API has a code of its own for a broken check.
  if (code === "SUP" && message.includes("violates check constraint")) return "23514";
  return code || "unknown";
}
