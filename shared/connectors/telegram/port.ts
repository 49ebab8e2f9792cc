/** What we ask of Telegram, in our words: no type of the library passes through here. */
import type { DataCentres } from "../../platform/data_centres.ts";

export interface TelegramSettings {
  apiId: number;
  apiHash: string;
  /** By number; nothing else is ever dialled. */
  dataCentres: DataCentres;
  /** Of a data centre that is not Telegram's own; undefined: theirs alone are believed. */
  serverKey?: { fingerprint: string; modulus: string } | undefined;
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

/** A chat, and what opens it: a number that is this account's alone. */
export interface PeerAddress {
  kind: "user" | "chat" | "channel";
  id: string;
  /** Basic groups have none. */
  accessHash: string | null;
}

/** A position in the updates of private chats and basic groups. */
export interface UpdateState {
  pts: number;
  qts: number;
  /** Seconds since 1970. */
  date: number;
}

/** The dialog that a page of dialogs begins behind. */
export interface DialogOffset {
  date: number;
  id: number;
  peer: PeerAddress;
}

/**
 * A connection, signed in as the person. Every call reads, and nothing is marked as read. Answers are
 * Telegram's as plain data (`plain.ts`): whoever asks parses what it uses.
 */
export interface TelegramConnection {
  /** updates.getState */
  state(): Promise<unknown>;
  /** updates.getDifference */
  difference(state: UpdateState): Promise<unknown>;
  /** updates.getChannelDifference, of at most 100 messages */
  channelDifference(channel: PeerAddress, pts: number): Promise<unknown>;
  /** messages.getDialogs: a page behind `after`, or the first one. */
  dialogs(after: DialogOffset | null): Promise<unknown>;
  /** messages.getHistory: at most `limit` messages before this id, newest first; 0: the newest. */
  history(peer: PeerAddress, before: number, limit: number): Promise<unknown>;
  /** messages.getMessages or channels.getMessages: at most 100, by id */
  messages(peer: PeerAddress, ids: readonly number[]): Promise<unknown>;
  /** channels.getForumTopics: at most 100, the last active first */
  topics(channel: PeerAddress): Promise<unknown>;
  close(): Promise<void>;
}

export interface TelegramClientPort {
  sendCode(phoneNumber: string): Promise<SentCode>;
  signIn(
    session: SessionString,
    login: { phoneNumber: string; phoneCode: string; phoneCodeHash: string },
  ): Promise<SignedIn>;
  checkPassword(session: SessionString, password: string): Promise<SignedIn>;
  /** Ends the session at Telegram; one that has ended already counts as done. */
  logOut(session: SessionString): Promise<void>;
  /** Whoever connects closes. */
  connect(session: SessionString): Promise<TelegramConnection>;
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
