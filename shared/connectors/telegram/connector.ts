import { z } from "zod";
import type { ConnectorServices } from "../account_access.ts";
import type { Connector } from "../connector.ts";
import { TelegramLogin } from "./login/login.ts";
import type { TelegramClientPort, TelegramSettings } from "./port.ts";

/** Milliseconds that connecting, or one call, may take. */
const TIMEOUT = 20_000;

/** Telegram: a person's own account, linked by phone and code. */
export function createConnector({ config, internal, linking }: ConnectorServices): Connector {
  const { apiId, apiHash, dataCentres } = config.telegram;
  const login = apiId !== undefined && apiHash !== undefined
    ? new TelegramLogin({
      internal,
      linking,
      client: clientOnDemand({ apiId, apiHash, dataCentres, timeout: TIMEOUT }),
    })
    : undefined;
  return {
    provider: "telegram",
    login,
    // Each resource has a schema of its own; one that does not fit is read anew.
    cursor: z.record(z.string(), z.unknown()),
  };
}

/** The library is large: it is loaded by the first request that speaks to Telegram, and by no other. */
function clientOnDemand(settings: TelegramSettings): () => Promise<TelegramClientPort> {
  let client: Promise<TelegramClientPort> | undefined;
  return () =>
    client ??= import("./library/client.ts").then(({ LibraryTelegramClient }) =>
      new LibraryTelegramClient(settings)
    );
}
