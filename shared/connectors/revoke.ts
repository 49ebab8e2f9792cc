import { errorFields, type Logger } from "../platform/logger.ts";
import { ConnectorError } from "./connector.ts";
import type { OAuthDependencies } from "./oauth/flow.ts";
import type { Provider } from "../contracts/providers.ts";
import type { Connectors } from "./providers.ts";

/** What ending a grant takes. */
export interface Revocation {
  connectors: Connectors;
  linking(): Promise<OAuthDependencies>;
  log: Logger;
}

/**
 * Ends the grant of an account at its provider, while there is a token to end it with. What the
 * provider says stops nothing here.
 *
 * @returns whether the provider confirmed it
 */
export async function revokeGrant(
  { connectors, linking, log }: Revocation,
  account: { id: string; provider: Provider },
): Promise<boolean> {
  try {
    const token = await (await linking()).tokens.read(account.id);
    const connector = await connectors(account.provider);
    const grant = connector?.oauth ?? connector?.login;
    if (!token || !grant) return false;
    // Microsoft says no to this: only the person ends the grant there.
    return await grant.revoke(token) !== false;
  } catch (error) {
    const code = error instanceof ConnectorError ? { code: error.code } : errorFields(error);
    log.warning("grant not revoked", { provider: account.provider, ...code });
    return false;
  }
}
