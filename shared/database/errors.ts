/** The database refused a call. Carries the SQLSTATE; the row that caused it is not repeated. */
export class DatabaseError extends Error {
  override name = "DatabaseError";

  constructor(readonly operation: string, readonly code: string, message: string) {
    super(`${operation}: ${message}`);
  }
}

/** Keeps code and message; `details` may quote the failing row and is dropped. */
export function databaseError(
  operation: string,
  error: { code?: string; message: string },
): DatabaseError {
  // Where nothing answered at all, supabase-js gives an empty code.
  return new DatabaseError(operation, error.code || "unknown", error.message);
}
