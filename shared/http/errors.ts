/** One field of the request that is not acceptable. `field` is a path such as `context.sources[0]`. */
export interface FieldError {
  field: string;
  message: string;
}

/**
 * An error that the caller is meant to read: becomes an RFC 9457 problem. `detail` says the
 * remedy and never quotes content.
 */
export class ProblemError extends Error {
  override name = "ProblemError";

  constructor(
    readonly status:
      | 400
      | 401
      | 403
      | 404
      | 405
      | 409
      | 412
      | 413
      | 415
      | 422
      | 429
      | 500
      | 502
      | 503
      | 504,
    readonly code: string,
    readonly detail: string,
    readonly extra: { errors?: FieldError[]; headers?: Record<string, string> } = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** Absent and belonging to somebody else look the same. */
export function notFound(what: string): ProblemError {
  return new ProblemError(404, "not_found", `No such ${what}`);
}
