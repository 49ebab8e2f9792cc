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

/** A provider's no: a word of OAuth (RFC 6749, 4.1.2.1) or of a `ConnectorError`. */
export interface Refusal {
  code: string;
  /** As it came in an address, which anybody may have written. */
  description?: string | undefined;
}

/** A refusal in our own words, with what is to be done about it. */
export interface Explanation {
  /** 400: something that the person can do; 503: the operator's. */
  status: 400 | 503;
  code: string;
  message: string;
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
  /** Ends the grant at the provider, as far as it lets us; whether it has ended. */
  revoke(token: Token): Promise<boolean>;
  /** What can be done about a refusal; null: nothing more is known than that it is one. */
  explain?(refusal: Refusal): Explanation | null;
}
