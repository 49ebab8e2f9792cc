/** GramJS as it is, led to a loopback data centre. */
import bigInt from "big-integer";
import { Api, TelegramClient } from "telegram";
import { _serverKeys } from "telegram/crypto/RSA.js";
import { Logger, PromisedNetSockets } from "telegram/extensions/index.js";
import { LogLevel } from "telegram/extensions/Logger.js";
import { StringSession } from "telegram/sessions/index.js";
import type { DataCentre } from "./server.ts";

/**
 * A socket that reaches `port` on the loopback for `address` and refuses every other address, which
 * it adds to `refused`.
 */
export function loopbackSocket(port: number, refused: string[] = []) {
  return class extends PromisedNetSockets {
    override connect(_port: number, ip: string) {
      if (ip !== "127.0.0.1") {
        refused.push(ip);
        return Promise.reject(new Error(`Refused to dial ${ip}`));
      }
      return super.connect(port, ip);
    }
  };
}

/** Makes the library trust the data centre's key until the returned value is disposed of. */
export function trust(centre: DataCentre): Disposable {
  const { fingerprint, n } = centre.serverKey;
  _serverKeys.set(fingerprint.toString(), { n: bigInt(n.toString()), e: 65537 });
  return { [Symbol.dispose]: () => void _serverKeys.delete(fingerprint.toString()) };
}

/** An unmodified client; `session` continues an earlier one. */
export function gramClient(
  centre: DataCentre,
  session = "",
  options: ConstructorParameters<typeof TelegramClient>[3] = {},
): TelegramClient {
  const stored = new StringSession(session);
  if (session === "") stored.setDC(2, "127.0.0.1", 80);
  const client = new TelegramClient(stored, centre.accounts.apiId, centre.accounts.apiHash, {
    networkSocket: loopbackSocket(centre.port),
    securityChecks: true,
    connectionRetries: 1,
    reconnectRetries: 0,
    requestRetries: 1,
    floodSleepThreshold: 0,
    baseLogger: new Logger(LogLevel.NONE),
    ...options,
  });
  // Its update loop outlives the client; a client that believes it runs starts none.
  Object.assign(client, { _loopStarted: true });
  return client;
}

/**
 * Connects. About one key exchange in 200 fails in the library as it is: it drops zeros in front of
 * the key, or finds wrong factors, for which the data centre hangs up. connect() then answers false,
 * and calls would wait for ever.
 */
export async function connect(client: TelegramClient, centre: DataCentre): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const before = centre.violations.length;
    if (await client.connect()) return;
    centre.violations.length = before;
  }
  throw new Error("No key was agreed on in five attempts");
}

/** Signs a connected client in by the code that the data centre would send. */
export async function signIn(client: TelegramClient, centre: DataCentre, phoneNumber: string) {
  const { apiId, apiHash } = centre.accounts;
  const settings = new Api.CodeSettings({});
  const sent = await client.invoke(
    new Api.auth.SendCode({ phoneNumber, apiId, apiHash, settings }),
  );
  if (!(sent instanceof Api.auth.SentCode)) throw new Error("No code was sent");
  const { phoneCodeHash } = sent;
  const phoneCode = centre.accounts.codeOf(phoneNumber);
  return await client.invoke(new Api.auth.SignIn({ phoneNumber, phoneCodeHash, phoneCode }));
}
