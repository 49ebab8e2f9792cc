/**
 * Telegram by its library, which nothing outside of this folder knows. Every call opens a connection,
 * asks and ends it: no update loop, no retries of the library's, no sleep in a flood.
 */
import { Api } from "telegram";
import { RPCError } from "telegram/errors/index.js";
import { PhoneMigrateError } from "telegram/errors/RPCErrorList.js";
import { computeCheck } from "telegram/Password.js";
import { StringSession } from "telegram/sessions/index.js";
import {
  type SentCode,
  type SessionString,
  type SignedIn,
  type TelegramClientPort,
  type TelegramConnection,
  TelegramError,
  type TelegramSettings,
} from "../port.ts";
import { type Ask, believe, failureOf, type Open, open } from "./connection.ts";
import { connectionOver } from "./requests.ts";

/** The data centre that a login starts at; Telegram names another where the number lives there. */
const FIRST_DATA_CENTRE = 2;

export class LibraryTelegramClient implements TelegramClientPort {
  readonly #settings: TelegramSettings;

  constructor(settings: TelegramSettings) {
    this.#settings = settings;
    if (settings.serverKey) believe(settings.serverKey);
  }

  async sendCode(phoneNumber: string): Promise<SentCode> {
    try {
      return await this.#sendCode(phoneNumber, FIRST_DATA_CENTRE);
    } catch (error) {
      if (!(error instanceof PhoneMigrateError)) throw failureOf(error);
      return await this.#sendCode(phoneNumber, error.newDc).catch((second) => {
        throw failureOf(second);
      });
    }
  }

  async #sendCode(phoneNumber: string, dataCentre: number): Promise<SentCode> {
    const { apiId, apiHash } = this.#settings;
    const settings = new Api.CodeSettings({});
    const opened = await open(this.#settings, new StringSession(""), dataCentre);
    return await ended(opened, async (ask, save) => {
      const sent = await ask(new Api.auth.SendCode({ phoneNumber, apiId, apiHash, settings }));
      // Set-up of an e-mail address, payment and sign-in without a code are the app's to do.
      if (!(sent instanceof Api.auth.SentCode)) throw new TelegramError("login_unsupported");
      return { session: save(), phoneCodeHash: sent.phoneCodeHash, sentBy: sentBy(sent.type) };
    });
  }

  signIn(
    session: SessionString,
    login: { phoneNumber: string; phoneCode: string; phoneCodeHash: string },
  ): Promise<SignedIn> {
    return this.#resumed(session, async (ask, save) => {
      try {
        return signedIn(await ask(new Api.auth.SignIn(login)), save());
      } catch (error) {
        if (!(error instanceof RPCError && error.errorMessage === "SESSION_PASSWORD_NEEDED")) {
          throw error;
        }
        const { hint } = await ask(new Api.account.GetPassword());
        return { state: "password_needed", session: save(), hint: hint || undefined };
      }
    });
  }

  checkPassword(session: SessionString, password: string): Promise<SignedIn> {
    return this.#resumed(session, async (ask, save) => {
      const proof = await computeCheck(await ask(new Api.account.GetPassword()), password);
      return signedIn(await ask(new Api.auth.CheckPassword({ password: proof })), save());
    });
  }

  async logOut(session: SessionString): Promise<void> {
    try {
      await this.#resumed(session, (ask) => ask(new Api.auth.LogOut()));
    } catch (error) {
      if (!(error instanceof TelegramError && error.failure === "relink")) throw error;
    }
  }

  async connect(session: SessionString): Promise<TelegramConnection> {
    try {
      const { ask, close } = await this.#resume(session);
      return connectionOver(async (request) => {
        // Without it the data centre would push news at whoever connects.
        const asked = new Api.InvokeWithoutUpdates({ query: request });
        return await ask(asked).catch((error: unknown) => {
          throw failureOf(error);
        });
      }, close);
    } catch (error) {
      throw failureOf(error);
    }
  }

  async #resumed<T>(session: SessionString, work: Work<T>): Promise<T> {
    try {
      return await ended(await this.#resume(session), work);
    } catch (error) {
      throw failureOf(error);
    }
  }

  async #resume(session: SessionString): Promise<Open> {
    const stored = new StringSession(session);
    await stored.load();
    return await open(this.#settings, stored, stored.dcId);
  }
}

type Work<T> = (ask: Ask, save: () => SessionString) => Promise<T>;

async function ended<T>(opened: Open, work: Work<T>): Promise<T> {
  try {
    return await work(opened.ask, opened.save);
  } finally {
    await opened.close();
  }
}

function signedIn(answer: Api.auth.TypeAuthorization, session: SessionString): SignedIn {
  if (!(answer instanceof Api.auth.Authorization)) throw new TelegramError("phone_unregistered");
  const { user } = answer;
  const name = user instanceof Api.User
    ? [user.firstName, user.lastName].filter(Boolean).join(" ")
    : "";
  return { state: "linked", session, userId: user.id.toString(), name };
}

function sentBy(type: Api.auth.TypeSentCodeType): SentCode["sentBy"] {
  if (type instanceof Api.auth.SentCodeTypeApp) return "app";
  if (type instanceof Api.auth.SentCodeTypeSms) return "sms";
  if (type instanceof Api.auth.SentCodeTypeCall) return "call";
  if (type instanceof Api.auth.SentCodeTypeEmailCode) return "email";
  return "other";
}
