import type { Source } from "../contracts/events.ts";
import { Provider } from "../contracts/providers.ts";
import type { ConnectorServices } from "./account_access.ts";
import type { Connector } from "./connector.ts";

/** What a person and the coverage receipt know of a provider, and where its connector is. */
export interface ProviderEntry {
  title: string;
  /** What an account of it delivers. */
  sources: readonly [Source, ...Source[]];
  /** A literal dynamic import, so that no other provider pays for it. Null: not yet readable. */
  load: (() => Promise<{ createConnector(services: ConnectorServices): Connector }>) | null;
}

/** Every provider. A new one is a folder, a line here and its name in `contracts/providers.ts`. */
export const PROVIDERS: Readonly<Record<Provider, ProviderEntry>> = {
  slack: { title: "Slack", sources: ["slack"], load: () => import("./slack/connector.ts") },
  telegram: {
    title: "Telegram",
    sources: ["telegram"],
    load: () => import("./telegram/connector.ts"),
  },
  outlook: {
    title: "Outlook",
    sources: ["outlook", "calendar"],
    load: () => import("./outlook/connector.ts"),
  },
};

/** The sources that stand in every coverage receipt, linked or not. */
export const LINKABLE: readonly Source[] = Provider.options.map((provider) =>
  PROVIDERS[provider].sources[0]
);

/** Finds the connector of a provider; null: it has none. */
export type Connectors = (provider: Provider) => Promise<Connector | null>;

/** The connectors of a deployment, each loaded and made when it is first asked for. */
export function createConnectors(services: ConnectorServices): Connectors {
  const made = new Map<Provider, Promise<Connector | null>>();
  const make = async (provider: Provider): Promise<Connector | null> =>
    (await PROVIDERS[provider].load?.())?.createConnector(services) ?? null;
  return (provider) => {
    const connector = made.get(provider) ?? make(provider);
    made.set(provider, connector);
    return connector;
  };
}
