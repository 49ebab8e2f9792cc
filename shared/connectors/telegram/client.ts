/**
 * The only file that knows the Telegram library. Every call opens a connection, asks and ends it:
 * no update loop, no retries of the library's, no sleep in a flood.
 */
import { Buffer } from "node:buffer";
import bigInt from "big-integer";
import { Api, TelegramClient } from "telegram";
import { RPCError } from "telegram/errors/index.js";
import { FloodWaitError, PhoneMigrateError } from "telegram/errors/RPCErrorList.js";
import { Logger, PromisedNetSockets } from "telegram/extensions/index.js";
import { LogLevel } from "telegram/extensions/Logger.js";
import { AuthKey } from "telegram/crypto/AuthKey.js";
import { Factorizator } from "telegram/crypto/Factorizator.js";
import { computeCheck } from "telegram/Password.js";
import { StringSession } from "telegram/sessions/index.js";
import type { DataCentreAddress } from "../../platform/data_centres.ts";
import { factor } from "./factor.ts";
import { failureNamed } from "./failures.ts";
import {
  type SentCode,
  type SessionString,
  type SignedIn,
  type TelegramClientPort,
  TelegramError,
  type TelegramSettings,
} from "./port.ts";

Factorizator.factorize = (pq) => {
  const [p, q] = factor(BigInt(pq.toString()));
  return { p: bigInt(p.toString()), q: bigInt(q.toString()) };
};

const setKey = AuthKey.prototype.setKey;
/** A key has 256 bytes; the library drops those that are zero in front, and such a login fails. */
AuthKey.prototype.setKey = function (this: AuthKey, value) {
  const short = Buffer.isBuffer(value) && value.length < KEY_BYTES;
  return setKey.call(
    this,
    short ? Buffer.concat([Buffer.alloc(KEY_BYTES - value.length), value]) : value,
  );
};

const KEY_BYTES = 256;

/** The data centre that a login starts at; Telegram names another where the number lives there. */
const FIRST_DATA_CENTRE = 2;

export class LibraryTelegramClient implements TelegramClientPort {
  readonly #settings: TelegramSettings;

  constructor(settings: TelegramSettings) {
    this.#settings = settings;
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

  #sendCode(phoneNumber: string, dataCentre: number): Promise<SentCode> {
    const { apiId, apiHash } = this.#settings;
    const settings = new Api.CodeSettings({});
    return this.#within(new StringSession(""), dataCentre, async (ask, save) => {
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

  async #resumed<T>(session: SessionString, work: Work<T>): Promise<T> {
    try {
      const stored = new StringSession(session);
      await stored.load();
      return await this.#within(stored, stored.dcId, work);
    } catch (error) {
      throw failureOf(error);
    }
  }

  async #within<T>(session: StringSession, dataCentre: number, work: Work<T>): Promise<T> {
    const address = this.#settings.dataCentres.get(dataCentre);
    if (!address) throw new TelegramError("unavailable");
    // The session string holds no port above 32,767: the socket below knows the real one.
    session.setDC(dataCentre, address.host, 443);
    const { promise: lost, reject } = Promise.withResolvers<never>();
    // Whether or not a call waits for it when the connection goes.
    lost.catch(() => {});
    const client = new TelegramClient(session, this.#settings.apiId, this.#settings.apiHash, {
      networkSocket: socketTo(address, reject),
      securityChecks: true,
      connectionRetries: 1,
      reconnectRetries: 0,
      requestRetries: 1,
      floodSleepThreshold: 0,
      baseLogger: new Logger(LogLevel.NONE),
    });
    client.onError = () => Promise.resolve();
    // connect() starts a loop that outlives the client, unless it believes that one runs.
    Object.assign(client, { _loopStarted: true });
    const { timeout } = this.#settings;
    try {
      await inTime(Promise.race([client.connect(), lost]), timeout);
      const sender = client._sender;
      if (!client.connected || !sender) throw new TelegramError("unavailable");
      // Past the library's invoke(), which sleeps, retries and moves to other data centres.
      const ask: Ask = (request) =>
        inTime(Promise.race([sender.send(request) ?? lost, lost]), timeout);
      return await work(ask, () => session.save());
    } finally {
      await client.destroy();
    }
  }
}

type Ask = <R extends Api.AnyRequest>(request: R) => Promise<R["__response"]>;
type Work<T> = (ask: Ask, save: () => SessionString) => Promise<T>;

/** A packet of this alone says that the data centre knows the key no more. */
const FORGOTTEN_KEY = -404;

/**
 * A socket that dials `address` once and refuses whatever else the library may come to think of. It
 * reconnects and asks again whatever its options say, and a code asked for twice is sent twice.
 *
 * @param fail told why nothing more will come
 */
function socketTo(address: DataCentreAddress, fail: (error: TelegramError) => void) {
  let dialled = false;
  return class extends PromisedNetSockets {
    override connect(_port: number, host: string) {
      if (dialled || host !== address.host) {
        const error = new TelegramError("unavailable");
        fail(error);
        return Promise.reject(error);
      }
      dialled = true;
      return super.connect(address.port, host);
    }

    override async readExactly(length: number) {
      const bytes = await super.readExactly(length);
      // Four bytes and their checksum; the library would log in anew, and the session be another.
      if (length === 8 && bytes.readInt32LE(0) === FORGOTTEN_KEY) {
        fail(new TelegramError("relink", undefined, "auth_key_forgotten"));
      }
      return bytes;
    }
  };
}

async function inTime<T>(answer: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TelegramError("unavailable")), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
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

/** Our error for whatever went wrong; the library's own texts name the request and stay behind. */
function failureOf(error: unknown): TelegramError {
  if (error instanceof TelegramError) return error;
  if (error instanceof FloodWaitError) return failureNamed("FLOOD_WAIT", error.seconds);
  return error instanceof RPCError
    ? failureNamed(error.errorMessage)
    : new TelegramError("unavailable");
}
