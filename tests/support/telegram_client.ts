/** Our client at a loopback data centre, without a stack. */
import { LibraryTelegramClient } from "../../shared/connectors/telegram/library/client.ts";
import type { SessionString, TelegramClientPort } from "../../shared/connectors/telegram/port.ts";
import type { DataCentre } from "../providers/telegram/server.ts";

/** The library's client, led to this data centre. */
export function libraryClient(centre: DataCentre): LibraryTelegramClient {
  return new LibraryTelegramClient({
    apiId: centre.accounts.apiId,
    apiHash: centre.accounts.apiHash,
    timeout: 20_000,
    dataCentres: new Map([[2, { host: "127.0.0.1", port: centre.port }]]),
  });
}

/** Logs in to an account of the data centre that has no password; its session. */
export async function sessionOf(
  centre: DataCentre,
  client: TelegramClientPort,
  digits: string,
): Promise<SessionString> {
  const phoneNumber = `+${digits}`;
  const { session, phoneCodeHash } = await client.sendCode(phoneNumber);
  const phoneCode = centre.accounts.codeOf(digits);
  return (await client.signIn(session, { phoneNumber, phoneCode, phoneCodeHash })).session;
}
