import type { Platform } from "../platform/platform.ts";
import type { Connector, Provider } from "./connector.ts";

/** The connectors of a deployment, by provider. */
export type Connectors = ReadonlyMap<Provider, Connector>;

/** What makes a connector from what reaches outside. A new one is a folder and a line here. */
const factories: readonly ((platform: Platform) => Connector)[] = [];

/** Every connector that there is. An account of another provider cannot be read. */
export function createConnectors(platform: Platform): Connectors {
  return new Map(factories.map((create) => create(platform)).map((made) => [made.provider, made]));
}
