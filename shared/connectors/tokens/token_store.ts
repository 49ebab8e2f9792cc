import { z } from "zod";
import type { Rpc } from "../../database/rpc.ts";
import type { Binding, Keyring } from "./envelope.ts";

/** What a provider gave to read an account with. */
export interface Token {
  access: string;
  /** Null: the token does not expire, or cannot be renewed. */
  refresh: string | null;
  /** Null: it does not expire. */
  expiresAt: Date | null;
  /** As the provider granted them, space separated. */
  scopes: string | null;
}

/** An account as it is linked. */
export interface NewLink {
  userId: string;
  provider: string;
  providerAccountId: string;
  /** What is known of the account; never a secret. */
  metadata: Record<string, unknown>;
  token: Token;
}

const sealedRow = z.object({
  id: z.guid(),
  user_id: z.guid(),
  provider: z.string(),
  scopes: z.string().nullable(),
  access_token_enc: z.string(),
  refresh_token_enc: z.string().nullable(),
  expires_at: z.string().nullable(),
});

/** Tokens in the database, sealed with the keys of the deployment. */
export class TokenStore {
  constructor(private readonly internal: Rpc, private readonly keyring: Keyring) {}

  /** Links an account, or renews it, in one transaction. Returns the account's id. */
  async link({ userId, provider, providerAccountId, metadata, token }: NewLink): Promise<string> {
    return z.guid().parse(
      await this.internal("link_account", {
        for_user: userId,
        provider,
        provider_account_id: providerAccountId,
        scopes: token.scopes,
        metadata,
        token: await this.#sealed(userId, provider, token),
      }),
    );
  }

  /**
   * Links the account of a grant that waited under a handle, once and in one transaction.
   *
   * @returns the account's id; null: somebody else had it, or its time is over
   */
  async claim(handleHash: string, link: NewLink): Promise<string | null> {
    const { userId, provider, providerAccountId, metadata, token } = link;
    return z.guid().nullable().parse(
      await this.internal("claim_grant", {
        given_hash: handleHash,
        for_user: userId,
        provider,
        provider_account_id: providerAccountId,
        scopes: token.scopes,
        metadata,
        token: await this.#sealed(userId, provider, token),
      }),
    );
  }

  /**
   * The token of an account; null where it has none.
   *
   * @throws {SealError} where it does not open with the keys that there are
   */
  async read(accountId: string): Promise<Token | null> {
    const [row] = z.array(sealedRow).parse(
      await this.internal("account_token", { account: accountId }),
    );
    if (!row) return null;
    const open = (envelope: string, purpose: Purpose) =>
      this.keyring.open(envelope, bindingOf(row.id, row.user_id, row.provider, purpose));
    return {
      access: await open(row.access_token_enc, "access"),
      refresh: row.refresh_token_enc === null ? null : await open(row.refresh_token_enc, "refresh"),
      expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
      scopes: row.scopes,
    };
  }

  /** Whether this holder alone may refresh the account's token for so many seconds. */
  async claimRefresh(accountId: string, holder: string, seconds: number): Promise<boolean> {
    return z.boolean().parse(
      await this.internal("claim_refresh", { account: accountId, for_holder: holder, seconds }),
    );
  }

  /**
   * Ends a refresh and stores the new token with it, where there is one. False: another holder took
   * over meanwhile, and nothing was stored.
   */
  async finishRefresh(
    account: { id: string; userId: string; provider: string },
    holder: string,
    token: Token | null,
  ): Promise<boolean> {
    return z.boolean().parse(
      await this.internal("finish_refresh", {
        account: account.id,
        for_holder: holder,
        token: token && await this.#sealed(account.userId, account.provider, token),
      }),
    );
  }

  async #sealed(userId: string, provider: string, token: Token): Promise<Record<string, unknown>> {
    const id = crypto.randomUUID();
    const seal = (secret: string, purpose: Purpose) =>
      this.keyring.seal(secret, bindingOf(id, userId, provider, purpose));
    return {
      id,
      token_type: "bearer",
      scopes: token.scopes,
      access_token_enc: await seal(token.access, "access"),
      refresh_token_enc: token.refresh === null ? null : await seal(token.refresh, "refresh"),
      expires_at: token.expiresAt?.toISOString() ?? null,
      token_fingerprint: await this.keyring.fingerprint(token.access, provider),
    };
  }
}

export type Purpose = "access" | "refresh";

/** What a token's ciphertext belongs to. */
export function bindingOf(
  row: string,
  userId: string,
  provider: string,
  purpose: Purpose,
): Binding {
  return { table: "oauth_tokens", row, userId, provider, purpose };
}
