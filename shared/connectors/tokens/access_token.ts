import { ConnectorError, type LinkedAccount } from "../connector.ts";
import type { Token, TokenStore } from "./token_store.ts";

/** Asks the provider for a new token in exchange for a refresh token. */
export type Refresh = (refreshToken: string) => Promise<Token>;

/** What getting a token takes. */
export interface AccessTokenDependencies {
  tokens: TokenStore;
  now: () => Date;
  sleep: (milliseconds: number) => Promise<void>;
}

/** A token is renewed when it has less than this left, in seconds. */
const MARGIN_SECONDS = 120;
/** Longer than a provider is waited for, so that only a killed worker's claim runs out. */
const CLAIM_SECONDS = 45;
/** How often who waits for another's refresh looks, and how long. */
const LOOK_MILLISECONDS = 250;
const LOOKS = (CLAIM_SECONDS * 1000) / LOOK_MILLISECONDS;

/**
 * The access token of an account, renewed where it is about to expire, by one worker at a time: a
 * refresh token may be single use (Slack's are), so a second refresh would end the grant. The new
 * token is stored, refresh token and all, before anybody uses it.
 *
 * @param rejected an access token that the provider has just refused though it had not expired
 * @throws {ConnectorError} "relink" where there is no token or it cannot be renewed
 */
export async function accessToken(
  { tokens, now, sleep }: AccessTokenDependencies,
  account: LinkedAccount,
  refresh: Refresh,
  rejected?: string,
): Promise<string> {
  const holder = crypto.randomUUID();
  const usable = (token: Token) =>
    token.access !== rejected &&
    (token.expiresAt === null ||
      token.expiresAt.getTime() - now().getTime() > MARGIN_SECONDS * 1000);

  for (let look = 0; look < LOOKS; look++) {
    const token = await readToken(tokens, account);
    if (usable(token)) return token.access;
    if (token.refresh === null) throw new ConnectorError("token_expired", { kind: "relink" });
    if (await tokens.claimRefresh(account.id, holder, CLAIM_SECONDS)) {
      // Somebody may have renewed it between our look and our claim.
      const current = await readToken(tokens, account);
      if (usable(current) || current.refresh === null) {
        await tokens.finishRefresh(account, holder, null);
        continue;
      }
      try {
        return await renew(tokens, account, holder, current.refresh, refresh);
      } catch (error) {
        // The person may have linked the account again while the old token was refused.
        const ended = error instanceof ConnectorError && error.remedy.kind === "relink";
        if (!ended || (await readToken(tokens, account)).refresh === current.refresh) throw error;
        continue;
      }
    }
    await sleep(LOOK_MILLISECONDS);
  }
  throw new ConnectorError("token_refresh_stuck", { kind: "wait", seconds: CLAIM_SECONDS });
}

async function renew(
  tokens: TokenStore,
  account: LinkedAccount,
  holder: string,
  refreshToken: string,
  refresh: Refresh,
): Promise<string> {
  let renewed: Token;
  try {
    renewed = await refresh(refreshToken);
  } catch (error) {
    await tokens.finishRefresh(account, holder, null);
    throw error;
  }
  // A provider that names no new refresh token goes on with the old one.
  const token = { ...renewed, refresh: renewed.refresh ?? refreshToken };
  if (!await tokens.finishRefresh(account, holder, token)) {
    throw new ConnectorError("token_refresh_lost", { kind: "retry" });
  }
  return token.access;
}

async function readToken(tokens: TokenStore, account: LinkedAccount): Promise<Token> {
  const token = await tokens.read(account.id);
  if (token === null) throw new ConnectorError("no_token", { kind: "relink" });
  return token;
}
