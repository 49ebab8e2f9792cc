/** Tokens of the workspace's people, as OAuth v2 with user scopes gives them. */

export interface Grant {
  user: string;
  scopes: Set<string>;
  /** Undefined: it does not expire. */
  expiresAt: number | undefined;
}

interface Code {
  user: string;
  scopes: string[];
  redirectUri: string;
  expiresAt: number;
}

const CODE_LIFE = 600_000;
/** Seconds that a rotated access token lives. */
const ACCESS_LIFE = 43_200;

export interface Issued {
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
  user: string;
  scope: string;
}

export class Grants {
  readonly access = new Map<string, Grant>();
  readonly #codes = new Map<string, Code>();
  /** Refresh tokens that were not used yet. */
  readonly #refresh = new Map<string, { user: string; scopes: string[] }>();
  /** Access tokens of a user, oldest first: at most two of rotating ones are alive. */
  readonly #alive = new Map<string, string[]>();
  /** How often a token was refreshed. */
  refreshes = 0;
  #number = 0;

  constructor(private readonly rotates: boolean, private readonly now: () => number) {}

  /** What a person gets who says yes: a code for the redirect URI that was sent. */
  authorize(user: string, scopes: string[], redirectUri: string): string {
    const code = `${++this.#number}.code-${crypto.randomUUID()}`;
    this.#codes.set(code, { user, scopes, redirectUri, expiresAt: this.now() + CODE_LIFE });
    return code;
  }

  /** The tokens of a code, or Slack's word for what is wrong with it. */
  exchange(code: string, redirectUri: string | null): Issued | string {
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    if (!known) return "invalid_code";
    if (known.expiresAt < this.now()) return "code_expired";
    if (known.redirectUri !== redirectUri) return "bad_redirect_uri";
    return this.#issue(known.user, known.scopes);
  }

  /** A refresh token is good once. */
  refresh(token: string): Issued | string {
    const known = this.#refresh.get(token);
    if (!known) return "invalid_refresh_token";
    this.#refresh.delete(token);
    this.refreshes++;
    return this.#issue(known.user, known.scopes);
  }

  /** A token without the round through the browser, for tests that begin with a linked account. */
  issue(user: string, scopes: string[]): Issued {
    return this.#issue(user, scopes);
  }

  /** The grant of an access token, or Slack's word for what is wrong with it. */
  check(token: string | null): Grant | string {
    if (token === null) return "not_authed";
    const grant = this.access.get(token);
    if (!grant) return "invalid_auth";
    if (grant.expiresAt !== undefined && grant.expiresAt <= this.now()) return "token_expired";
    return grant;
  }

  revoke(token: string): boolean {
    return this.access.delete(token) || this.#refresh.delete(token);
  }

  /** The person ends the app's access: nothing of it works any more. */
  revokeAll(user: string): void {
    for (const [token, grant] of this.access) if (grant.user === user) this.access.delete(token);
    for (const [token, known] of this.#refresh) {
      if (known.user === user) this.#refresh.delete(token);
    }
  }

  #issue(user: string, scopes: string[]): Issued {
    const scope = scopes.join(",");
    const prefix = this.rotates ? "xoxe.xoxp-1-" : "xoxp-";
    const access_token = `${prefix}${++this.#number}-${crypto.randomUUID()}`;
    const expiresAt = this.rotates ? this.now() + ACCESS_LIFE * 1000 : undefined;
    this.access.set(access_token, { user, scopes: new Set(scopes), expiresAt });
    if (!this.rotates) return { access_token, user, scope };
    const alive = [...this.#alive.get(user) ?? [], access_token];
    for (const old of alive.splice(0, Math.max(0, alive.length - 2))) this.access.delete(old);
    this.#alive.set(user, alive);
    const refresh_token = `xoxe-1-${this.#number}-${crypto.randomUUID()}`;
    this.#refresh.set(refresh_token, { user, scopes });
    return { access_token, refresh_token, expires_in: ACCESS_LIFE, user, scope };
  }
}
