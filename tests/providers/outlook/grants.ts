/** Codes and tokens that people gave the application. */
import { Aadsts, type AadstsCode } from "./aadsts.ts";

/** What an access token allows. */
export interface Access {
  user: string;
  scopes: ReadonlySet<string>;
  /** Milliseconds. */
  expiresAt: number;
}

interface Code {
  user: string;
  scopes: string[];
  redirectUri: string;
  challenge: string;
  nonce: string | null;
  expiresAt: number;
  redeemed: boolean;
}

interface Refresh {
  user: string;
  scopes: string[];
  issuedAt: number;
}

export interface Issued {
  user: string;
  scopes: string[];
  access_token: string;
  refresh_token?: string;
  expires_in: number;
  nonce: string | null;
}

const CODE_LIFE = 600_000;
/** A refresh token dies when it was not used for 90 days; each use gives a new one. */
const REFRESH_LIFE = 90 * 86_400_000;

export class Grants {
  readonly access = new Map<string, Access>();
  readonly #codes = new Map<string, Code>();
  readonly #refresh = new Map<string, Refresh>();
  /** Whose refresh tokens of before this time are refused, and with which code. */
  readonly #revoked = new Map<string, { code: AadstsCode; tokens: Set<string> }>();
  /** How often tokens were refreshed. */
  refreshes = 0;

  /** @param accessLife seconds that an access token lives: 60 to 90 minutes at Microsoft */
  constructor(private readonly now: () => number, private readonly accessLife: () => number) {}

  /** The code that a person who says yes is sent back with. */
  authorize(given: Pick<Code, "user" | "scopes" | "redirectUri" | "challenge" | "nonce">): string {
    const code = `1.${crypto.randomUUID().replaceAll("-", "")}.AgABBAIAAAD`;
    this.#codes.set(code, { ...given, expiresAt: this.now() + CODE_LIFE, redeemed: false });
    return code;
  }

  /** @throws {Aadsts} where the code, its redirect URI or its verifier is not right */
  async exchange(code: string, redirectUri: string, verifier: string): Promise<Issued> {
    const known = this.#codes.get(code);
    if (!known) throw new Aadsts(9002313);
    if (known.redeemed) throw new Aadsts(54005);
    if (known.expiresAt <= this.now()) throw new Aadsts(70008);
    if (known.redirectUri !== redirectUri) throw new Aadsts(500112);
    if (await challengeOf(verifier) !== known.challenge) throw new Aadsts(501481);
    known.redeemed = true;
    return { ...this.issue(known.user, known.scopes), nonce: known.nonce };
  }

  /**
   * New tokens for a refresh token, which stays good.
   *
   * @param scopes those asked for; none: those that were granted
   * @throws {Aadsts} where it is unknown, unused for 90 days or revoked
   */
  refresh(token: string, scopes: string[] | null): Issued {
    const known = this.#refresh.get(token);
    if (!known) throw new Aadsts(9002313);
    const revoked = this.#revoked.get(known.user);
    if (revoked?.tokens.has(token)) throw new Aadsts(revoked.code);
    if (known.issuedAt + REFRESH_LIFE <= this.now()) throw new Aadsts(700082);
    const missing = scopes?.find((scope) => !known.scopes.includes(scope));
    if (missing !== undefined) throw new Aadsts(65001);
    this.refreshes++;
    return this.issue(known.user, known.scopes, scopes ?? known.scopes);
  }

  /** Tokens without the round through the browser, for tests that begin with a linked account. */
  issue(user: string, granted: string[], scopes: string[] = granted): Issued {
    const expires_in = this.accessLife();
    const access_token = `EwB${opaque()}`;
    const expiresAt = this.now() + expires_in * 1000;
    this.access.set(access_token, { user, scopes: new Set(scopes), expiresAt });
    const issued = { user, scopes, access_token, expires_in, nonce: null };
    if (!granted.includes("offline_access")) return issued;
    const refresh_token = `M.C5${opaque()}`;
    this.#refresh.set(refresh_token, { user, scopes: granted, issuedAt: this.now() });
    return { ...issued, refresh_token };
  }

  /**
   * Person or administrator end the sessions: refresh tokens are refused from now on. Access tokens
   * live on until they expire, as they do at Microsoft.
   *
   * @param code what a refresh is refused with
   */
  revoke(user: string, code: AadstsCode = 50173): void {
    const tokens = [...this.#refresh].filter(([, known]) => known.user === user);
    this.#revoked.set(user, { code, tokens: new Set(tokens.map(([token]) => token)) });
  }

  /** All access tokens of a person expire now. */
  expireAccess(user: string): void {
    for (const access of this.access.values()) {
      if (access.user === user) access.expiresAt = this.now();
    }
  }
}

async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
}

function opaque(): string {
  return crypto.getRandomValues(new Uint8Array(48)).toBase64({ alphabet: "base64url" });
}
