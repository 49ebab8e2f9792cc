import { errorFields, type Logger } from "../platform/logger.ts";
import { ConnectorError } from "./connector.ts";
import type { OAuthDependencies } from "./oauth/flow.ts";
import type { Provider } from "../contracts/providers.ts";
import type { Connectors } from "./providers.ts";
import type { Token } from "./tokens/token_store.ts";

/** What ending a grant takes. */
export interface Revocation {
  connectors: Connectors;
  linking(): Promise<OAuthDependencies>;
  log: Logger;
}

/** "left": there is nothing that could be ended from here. "failed": it may be tried again. */
export type RevocationOutcome = "revoked" | "left" | "failed";

/**
 * Ends the grant of an account at its provider, while there is a token to end it with. What the
 * provider says stops nothing here.
 *
 * @returns whether the provider confirmed it
 */
export async function revokeGrant(
  dependencies: Revocation,
  account: { id: string; provider: Provider },
): Promise<boolean> {
  const read = ({ tokens }: OAuthDependencies) => tokens.read(account.id);
  return await revokeToken(dependencies, account.provider, read) === "revoked";
}

/** Ends the grant that a token belongs to. Errors are logged, and thrown to nobody. */
export async function revokeToken(
  { connectors, linking, log }: Revocation,
  provider: Provider,
  read: (linking: OAuthDependencies) => Promise<Token | null>,
): Promise<RevocationOutcome> {
  try {
    const token = await read(await linking());
    if (!token) return "left";
    const connector = await connectors(provider);
    const grant = connector?.oauth ?? connector?.login;
    if (!grant) return "failed";
    // Microsoft says no to this: only the person ends the grant there.
    return await grant.revoke(token) !== false ? "revoked" : "left";
  } catch (error) {
    const code = error instanceof ConnectorError ? { code: error.code } : errorFields(error);
    log.warning("grant not revoked", { provider, ...code });
    return "failed";
  }
}
