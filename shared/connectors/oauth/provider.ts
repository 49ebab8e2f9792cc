import type { Token } from "../tokens/token_store.ts";

/** What a person is sent to the provider with. */
export interface Authorization {
  state: string;
  redirectUri: string;
  /** PKCE, S256; null where the provider is not used with it. */
  codeChallenge: string | null;
}

/** What came back with a code. */
export interface Grant {
  token: Token;
  /** The account's id at the provider: linking it again renews it. */
  providerAccountId: string;
  /** What is known of the account; never a secret. */
  metadata: Record<string, unknown>;
  /** Scopes that reading needs and the grant lacks. */
  missingScopes: string[];
}

/** How one provider does OAuth 2.0. Errors are `ConnectorError`s, with codes and no texts. */
export interface OAuthProvider {
  /** Whether PKCE (RFC 7636) is used. */
  readonly pkce: boolean;
  /** The redirect URI as it is registered at the provider. */
  readonly redirectUri: string;
  authorizationUrl(authorization: Authorization): string;
  exchange(code: string, redirectUri: string, verifier: string | null): Promise<Grant>;
  refresh(refreshToken: string): Promise<Token>;
  /** Ends the grant at the provider, as far as it lets us. */
  revoke(token: Token): Promise<void>;
}
