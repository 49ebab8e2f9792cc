import { HTTPException } from "hono/http-exception";
import { DatabaseError } from "../database/errors.ts";
import { malformedJson } from "./body.ts";
import { errorFields } from "../platform/logger.ts";
import type { Platform } from "../platform/platform.ts";
import { ProblemError } from "./errors.ts";

/**
 * An error of a layer above that says itself whether another try may succeed: a provider's outage,
 * a rate limit. Which class it is does not matter here.
 */
interface Outage {
  retryable: true;
  retryAfterSeconds?: number;
}

/**
 * What a caller is told of any error.
 *
 * - A `ProblemError` is passed on.
 * - 503 where something outside did not answer: only then is trying again of use.
 * - 400 or 409 where a row breaks a rule of its table.
 * - 500 for everything else: the fault is ours, and the same request fails again.
 */
export function problemFor(error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HTTPException && error.status === 400) return malformedJson();
  if (error instanceof DatabaseError) {
    if (isUnavailable(error.code)) return unavailable("The database did not answer");
    return brokenRule(error) ?? internalError();
  }
  if (isOutage(error)) {
    return unavailable("A provider did not answer", error.retryAfterSeconds);
  }
  if (error.name === "TimeoutError") return unavailable("Something outside did not answer in time");
  return internalError();
}

/**
 * The same, and tells of what is a failure. A refusal that a layer below made itself is not logged,
 * as the line of the request says its status; whoever runs the project is told of it all the same.
 *
 * @param about where it failed; ids and names alone
 */
export function reportFailure(
  error: Error,
  { log, failures }: Pick<Platform, "failures"> & { log: Pick<Platform["log"], "error"> },
  about: Record<string, string>,
): ProblemError {
  const problem = problemFor(error);
  if (problem.status >= 500) {
    const { operation } = error instanceof DatabaseError ? error : {};
    if (problem !== error) {
      const where = operation === undefined ? about : { ...about, operation };
      log.error("request failed", { ...where, ...errorFields(error) });
    }
    const place = operation === undefined
      ? about
      : { ...about, operation: operation.replaceAll(" ", "_") };
    failures.report(error, place);
  }
  return problem;
}

function internalError(): ProblemError {
  return new ProblemError(
    500,
    "internal_error",
    "Something is wrong on our side; name the request id when you report it",
  );
}

function unavailable(what: string, retryAfterSeconds?: number): ProblemError {
  const headers = retryAfterSeconds === undefined
    ? {}
    : { headers: { "retry-after": String(Math.ceil(retryAfterSeconds)) } };
  return new ProblemError(503, "unavailable", `${what}; try again shortly`, headers);
}

function isOutage(error: Error): error is Error & Outage {
  return "retryable" in error && error.retryable === true;
}

/**
 * Codes that say nothing of the request, only that the database could not serve it now: no answer at
 * all; connection (08), serialisation and deadlock (40), resources (53), a lock that was not to be had
 * (55P03), operator and timeout (57), the system below (58); PostgREST's own connection (PGRST000 to
 * PGRST003). Sources: Postgres manual, appendix A; PostgREST manual, errors, group 0.
 */
function isUnavailable(code: string): boolean {
  return code === "unknown" || /^(08|40|53|57|58)[0-9A-Z]{3}$/.test(code) || code === "55P03" ||
    /^PGRST00[0-3]$/.test(code);
}

/** Values that exclude each other, or that name what is absent, conflict with the present state. */
const conflicts: Record<string, string> = {
  "23503": "It refers to something that does not exist, or something refers to it",
  "23505": "The same exists already",
  "23P01": "It excludes something that exists already",
};

/**
 * The problem of a row that its table refuses (classes 22 and 23); null for another fault. What a
 * SQL function refuses are arguments that this project made, so the caller is not blamed for them.
 */
function brokenRule({ code, refused, rule, column }: DatabaseError): ProblemError | null {
  if (refused !== "row" || !/^2[23][0-9A-Z]{3}$/.test(code)) return null;
  const conflict = conflicts[code];
  if (conflict) {
    return new ProblemError(409, "conflict", `${conflict}${rule ? ` (${rule})` : ""}`);
  }
  if (code === "23502" && column) {
    const message = "must not be null";
    return new ProblemError(400, "invalid_request", `The body is not valid: ${column} ${message}`, {
      errors: [{ field: column, message }],
    });
  }
  return new ProblemError(
    400,
    "invalid_request",
    rule
      ? `The values do not go together; the rule is ${rule}`
      : "A value is of a form or size that cannot be stored",
  );
}
