import { z } from "zod";
import type { ConnectorServices } from "../account_access.ts";
import type { Connector } from "../connector.ts";
import { checkTelegram, type PullDependencies, pullTelegram } from "./live/pull.ts";
import { TelegramLogin } from "./login/login.ts";
import type { TelegramClientPort, TelegramSettings } from "./port.ts";

/** Milliseconds that connecting, or one call, may take. */
const TIMEOUT = 20_000;

/** Telegram: a person's own account, linked by phone and code, and read as its owner. */
export function createConnector(services: ConnectorServices): Connector {
  const { config, internal, linking, realNow } = services;
  const { apiId, apiHash, dataCentres, serverKey, readBy } = config.telegram;
  // Each resource has a schema of its own; one that does not fit is read anew.
  const cursor = z.record(z.string(), z.unknown());
  if (apiId === undefined || apiHash === undefined) return { provider: "telegram", cursor };
  const client = clientOnDemand({ apiId, apiHash, dataCentres, serverKey, timeout: TIMEOUT });
  const linked = {
    provider: "telegram" as const,
    login: new TelegramLogin({ internal, linking, client }),
    cursor,
  };
  if (readBy === "worker") return linked;
  const reads: PullDependencies = {
    session: async (account) => (await (await linking()).tokens.read(account))?.access ?? null,
    client,
    now: realNow,
    initialDays: config.initialDays,
  };
  return {
    ...linked,
    pull: (account, cursors, reading) => pullTelegram(reads, account, cursors, reading),
    check: (account, unseen, reading) => checkTelegram(reads, account, unseen, reading),
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
