/** Names of Telegram's errors, and what they mean to us. */
import { TelegramError, type TelegramFailure } from "./port.ts";

/** As core.telegram.org/api/errors and the pages of the methods name them. */
const FAILURES: Readonly<Record<string, TelegramFailure>> = {
  API_ID_INVALID: "api_id_invalid",
  API_ID_PUBLISHED_FLOOD: "api_id_invalid",
  AUTH_KEY_DUPLICATED: "relink",
  AUTH_KEY_INVALID: "relink",
  AUTH_KEY_PERM_EMPTY: "relink",
  AUTH_KEY_UNREGISTERED: "relink",
  CHANNEL_INVALID: "chat_refused",
  CHANNEL_PRIVATE: "chat_refused",
  CHANNEL_PUBLIC_GROUP_NA: "chat_refused",
  CHAT_FORBIDDEN: "chat_refused",
  CHAT_ID_INVALID: "chat_refused",
  CHAT_NOT_MODIFIED: "chat_refused",
  PASSWORD_HASH_INVALID: "password_wrong",
  PEER_ID_INVALID: "chat_refused",
  PERSISTENT_TIMESTAMP_EMPTY: "state_lost",
  PERSISTENT_TIMESTAMP_INVALID: "state_lost",
  PHONE_CODE_EMPTY: "code_wrong",
  PHONE_CODE_EXPIRED: "code_expired",
  PHONE_CODE_INVALID: "code_wrong",
  PHONE_NUMBER_BANNED: "phone_banned",
  PHONE_NUMBER_FLOOD: "flood",
  PHONE_NUMBER_INVALID: "phone_invalid",
  PHONE_NUMBER_UNOCCUPIED: "phone_unregistered",
  PHONE_PASSWORD_FLOOD: "flood",
  SESSION_EXPIRED: "relink",
  SESSION_REVOKED: "relink",
  UPDATE_APP_TO_LOGIN: "app_outdated",
  USER_BANNED_IN_CHANNEL: "chat_refused",
  USER_DEACTIVATED: "relink",
  USER_DEACTIVATED_BAN: "relink",
  USER_ID_INVALID: "chat_refused",
};

/** How Telegram writes its errors: anything else may be somebody's text, and is not repeated. */
const NAME = /^[A-Z0-9][A-Z0-9_]{0,63}$/;

/** Our error for one of Telegram's; what is unknown may be better the next time. */
export function failureNamed(name: string, seconds?: number): TelegramError {
  const failure = seconds === undefined ? FAILURES[name] ?? "unavailable" : "flood";
  return new TelegramError(failure, seconds, NAME.test(name) ? name.toLowerCase() : failure);
}
