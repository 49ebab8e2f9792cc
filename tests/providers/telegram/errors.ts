/** Errors of the API, and which method may give which. */
import raw from "@mtcute/core/tl/raw-errors.json" with { type: "json" };

/** An error of the API, by code and name. */
export class ApiError extends Error {
  constructor(readonly code: number, override readonly message: string) {
    super(message);
  }
}

/** Does `work`; whatever error of the API it meets is called `name`. */
export function renamed<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ApiError ? new ApiError(400, name) : error;
  }
}

const THROWS: Readonly<Record<string, readonly string[]>> = raw.throws;

/** What any call may be answered (core.telegram.org/api/errors). */
const ANY_METHOD = new RegExp(
  "^(" + [
    "(PHONE|USER|NETWORK|FILE)_MIGRATE_\\d+",
    "(FLOOD|FLOOD_PREMIUM|SLOWMODE)_WAIT_\\d+",
    "AUTH_KEY_(UNREGISTERED|INVALID|DUPLICATED|PERM_EMPTY)",
    "(SESSION|USER)_(REVOKED|EXPIRED|PASSWORD_NEEDED|DEACTIVATED|DEACTIVATED_BAN)",
    "UPDATE_APP_TO_LOGIN",
    "FROZEN_METHOD_INVALID",
    "(INPUT|CONNECTION)_\\w+",
    "(RPC_CALL_FAIL|RPC_MCGET_FAIL|TIMEOUT|INTERNAL\\w*|\\w*TIMEDOUT|NEED_\\w+_INVALID)",
  ].join("|") + ")$",
);

/**
 * Whether Telegram may answer `method` ("messages.GetHistory") with the error. A method that the
 * list does not know gives general errors alone.
 */
export function mayGive(method: string, error: string): boolean {
  const name = method.replace(
    /(^|\.)([A-Z])(?=\w*$)/,
    (_, dot, first) => dot + first.toLowerCase(),
  );
  return ANY_METHOD.test(error) || (THROWS[name] ?? []).includes(error);
}
