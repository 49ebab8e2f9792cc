import { ProblemError } from "../../../http/errors.ts";
import type { TelegramError, TelegramFailure } from "../port.ts";

/** What a person, or the operator, is told, and the field that it is about. */
interface Told {
  status: 400 | 502 | 503;
  code: string;
  detail: string;
  field?: "phone_number" | "phone_code" | "password";
}

const UNAVAILABLE: Told = {
  status: 502,
  code: "telegram_unavailable",
  detail: "Telegram does not answer; try again shortly",
};

/** What is not here says nothing to who logs in. */
const TOLD: Readonly<Partial<Record<TelegramFailure, Told>>> = {
  api_id_invalid: {
    status: 503,
    code: "telegram_api_id_refused",
    detail: "Telegram refuses the API id of this deployment: its operator has to check " +
      "TELEGRAM_API_ID and TELEGRAM_API_HASH against my.telegram.org/apps",
  },
  app_outdated: {
    status: 503,
    code: "telegram_app_outdated",
    detail: "Telegram takes no logins from this version any more: its operator has to update it",
  },
  code_expired: {
    status: 400,
    code: "code_expired",
    field: "phone_code",
    detail: "has expired; begin again for a new one",
  },
  code_wrong: {
    status: 400,
    code: "code_wrong",
    field: "phone_code",
    detail: "is not the code that Telegram sent",
  },
  login_unsupported: {
    status: 400,
    code: "login_unsupported",
    field: "phone_number",
    detail: "needs something else before a code: log in once with Telegram's own app",
  },
  password_wrong: {
    status: 400,
    code: "password_wrong",
    field: "password",
    detail: "is not the password of two-step verification",
  },
  phone_banned: {
    status: 400,
    code: "phone_banned",
    field: "phone_number",
    detail: "is banned by Telegram; only Telegram's support can lift that",
  },
  phone_invalid: {
    status: 400,
    code: "phone_invalid",
    field: "phone_number",
    detail: "is no number that Telegram knows of; write it with its country code",
  },
  phone_unregistered: {
    status: 400,
    code: "phone_unregistered",
    field: "phone_number",
    detail: "has no Telegram account; sign up with Telegram's own app first",
  },
  relink: {
    status: 400,
    code: "login_lost",
    detail: "Telegram has ended this login; begin again",
  },
};

/** The problem of a login that Telegram refused. @param remedy what is to be said besides */
export function problemOf(error: TelegramError, remedy = ""): ProblemError {
  if (error.failure === "flood") return floodProblem(error.retryAfterSeconds);
  const { status, code, field, detail } = TOLD[error.failure] ?? UNAVAILABLE;
  const message = detail + remedy;
  if (field === undefined) return new ProblemError(status, code, message);
  return new ProblemError(status, code, `${field} ${message}`, { errors: [{ field, message }] });
}

/** @param seconds undefined where Telegram named no time */
function floodProblem(seconds: number | undefined): ProblemError {
  const when = seconds === undefined ? "tomorrow" : `in ${seconds} seconds`;
  return new ProblemError(
    429,
    "flood_wait",
    `Telegram has had too many tries; try again ${when}`,
    seconds === undefined ? {} : { headers: { "retry-after": String(seconds) } },
  );
}

/** The login is not there, whatever the reason: who guesses ids learns nothing. */
export function noSuchLogin(): ProblemError {
  const message = "is unknown, used up, at another step or over ten minutes old; begin again";
  return new ProblemError(400, "login_not_valid", `auth_session_id ${message}`, {
    errors: [{ field: "auth_session_id", message }],
  });
}

/** Codes are asked for too often. */
export function tooManyCodes(seconds: number): ProblemError {
  return new ProblemError(
    429,
    "too_many_codes",
    `Too many codes were asked for; try again in ${seconds} seconds`,
    { headers: { "retry-after": String(seconds) } },
  );
}
