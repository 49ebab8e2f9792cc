/** What we ask of Telegram, in our words: no type of the library passes through here. */
import type { DataCentres } from "../../platform/data_centres.ts";

export interface TelegramSettings {
  apiId: number;
  apiHash: string;
  /** By number; nothing else is ever dialled. */
  dataCentres: DataCentres;
  /** Milliseconds that connecting, or one call, may take. */
  timeout: number;
}

/** A session that can be gone on with later. It signs in as the person: seal it. */
export type SessionString = string;

export interface SentCode {
  session: SessionString;
  phoneCodeHash: string;
  /** Where the person finds the code. */
  sentBy: "app" | "sms" | "call" | "email" | "other";
}

export type SignedIn =
  | { state: "linked"; session: SessionString; userId: string; name: string }
  | { state: "password_needed"; session: SessionString; hint: string | undefined };

export interface TelegramClientPort {
  sendCode(phoneNumber: string): Promise<SentCode>;
  signIn(
    session: SessionString,
    login: { phoneNumber: string; phoneCode: string; phoneCodeHash: string },
  ): Promise<SignedIn>;
  checkPassword(session: SessionString, password: string): Promise<SignedIn>;
  /** Ends the session at Telegram; one that has ended already counts as done. */
  logOut(session: SessionString): Promise<void>;
}

/** Why Telegram did not do what it was asked. */
export type TelegramFailure =
  | "api_id_invalid"
  | "app_outdated"
  /** This one chat is out of reach. */
  | "chat_refused"
  | "code_expired"
  | "code_wrong"
  | "flood"
  | "login_unsupported"
  | "password_wrong"
  | "phone_banned"
  | "phone_invalid"
  | "phone_unregistered"
  | "relink"
  /** The position in the updates is none: it has to be asked for anew. */
  | "state_lost"
  | "unavailable";

/** Telegram refused or was not reached. Holds no text of Telegram's and nothing of the person's. */
export class TelegramError extends Error {
  override name = "TelegramError";

  constructor(
    readonly failure: TelegramFailure,
    /** What Telegram asked to wait, where it said so. */
    readonly retryAfterSeconds?: number,
    /** Telegram's name of the error in small letters, or `failure` where it named none. */
    readonly word: string = failure,
  ) {
    super(`Telegram failed: ${failure}`);
  }
}
