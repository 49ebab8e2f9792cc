/** A connection of the library's, held to what we let it do. */
import { Buffer } from "node:buffer";
import bigInt from "big-integer";
import { type Api, TelegramClient } from "telegram";
import { AuthKey } from "telegram/crypto/AuthKey.js";
import { _serverKeys } from "telegram/crypto/RSA.js";
import { Factorizator } from "telegram/crypto/Factorizator.js";
import { RPCError } from "telegram/errors/index.js";
import { FloodWaitError } from "telegram/errors/RPCErrorList.js";
import { Logger, PromisedNetSockets } from "telegram/extensions/index.js";
import { LogLevel } from "telegram/extensions/Logger.js";
import type { StringSession } from "telegram/sessions/index.js";
import type { DataCentreAddress } from "../../../platform/data_centres.ts";
import { factor } from "../factor.ts";
import { failureNamed } from "../failures.ts";
import { type SessionString, TelegramError, type TelegramSettings } from "../port.ts";

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

/** Believes a data centre of this key as it does Telegram's own. */
export function believe({ fingerprint, modulus }: { fingerprint: string; modulus: string }): void {
  _serverKeys.set(fingerprint, { n: bigInt(modulus, 16), e: 65537 });
}

/** One request, past the library's own retries. */
export type Ask = <R extends Api.AnyRequest>(request: R) => Promise<R["__response"]>;

/** A connection as the library has it. */
export interface Open {
  ask: Ask;
  save: () => SessionString;
  close: () => Promise<void>;
}
/**
 * Connects to a data centre, once, as the session says.
 *
 * @throws {TelegramError} where it is not reached, or knows the session no more
 */
export async function open(
  settings: TelegramSettings,
  session: StringSession,
  dataCentre: number,
): Promise<Open> {
  const address = settings.dataCentres.get(dataCentre);
  if (!address) throw new TelegramError("unavailable");
  // The session string holds no port above 32,767: the socket below knows the real one.
  session.setDC(dataCentre, address.host, 443);
  const { promise: lost, reject } = Promise.withResolvers<never>();
  // Whether or not a call waits for it when the connection goes.
  lost.catch(() => {});
  const client = new TelegramClient(session, settings.apiId, settings.apiHash, {
    networkSocket: socketTo(address, reject),
    securityChecks: true,
    connectionRetries: 1,
    // It waits this long after the last attempt, too, and a timer would outlive the request.
    retryDelay: 0,
    reconnectRetries: 0,
    requestRetries: 1,
    floodSleepThreshold: 0,
    baseLogger: new Logger(LogLevel.NONE),
  });
  client.onError = () => Promise.resolve();
  // connect() starts a loop that outlives the client, unless it believes that one runs.
  Object.assign(client, { _loopStarted: true });
  const close = () => {
    // What still waits for an answer ends, and its timer with it.
    reject(new TelegramError("unavailable"));
    return client.destroy();
  };
  const { timeout } = settings;
  try {
    await inTime(Promise.race([client.connect(), lost]), timeout);
    const sender = client._sender;
    if (!client.connected || !sender) throw new TelegramError("unavailable");
    // A lost connection stays lost; the library would wait a second for another one, request or no.
    Object.assign(sender, { reconnect: () => reject(new TelegramError("unavailable")) });
    // Past the library's invoke(), which sleeps, retries and moves to other data centres.
    const ask: Ask = (request) =>
      inTime(Promise.race([sender.send(request) ?? lost, lost]), timeout);
    return { ask, save: () => session.save(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

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

/** Our error for whatever went wrong; the library's own texts name the request and stay behind. */
export function failureOf(error: unknown): TelegramError {
  if (error instanceof TelegramError) return error;
  if (error instanceof FloodWaitError) return failureNamed("FLOOD_WAIT", error.seconds);
  return error instanceof RPCError
    ? failureNamed(error.errorMessage)
    : new TelegramError("unavailable");
}
