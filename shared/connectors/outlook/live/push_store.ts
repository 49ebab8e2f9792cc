/** What is known of the subscriptions that push; the database believes no secret but by its hash. */
import { z } from "zod";
import type { Rpc } from "../../../database/rpc.ts";

/** What an account was to be told of, and whether the provider is to be asked again. */
export interface KnownPush {
  resource: string;
  /** Null: there is no subscription. */
  subscriptionId: string | null;
  due: boolean;
}

/** A subscription of ours, and whose mailbox it tells of. */
export interface PushSource {
  subscriptionId: string;
  /** SHA-256 of the secret that its notifications carry, hex. */
  secretHash: string;
  providerAccountId: string;
}

const pushes = z.array(z.object({
  resource: z.string(),
  subscription_id: z.string().nullable(),
  due: z.boolean(),
}));
const sources = z.array(z.object({
  subscription_id: z.string(),
  secret_hash: z.string(),
  provider_account_id: z.string(),
}));

export class PushStore {
  constructor(private readonly internal: Rpc) {}

  async ofAccount(account: string): Promise<KnownPush[]> {
    const rows = pushes.parse(await this.internal("account_pushes", { account }));
    return rows.map(({ resource, subscription_id: subscriptionId, due }) => ({
      resource,
      subscriptionId,
      due,
    }));
  }

  /** @param secretHash of one that was made; null: it was renewed, and its secret stays */
  async keep(
    account: string,
    resource: string,
    subscription: { id: string; expiresAt: Date },
    secretHash: string | null,
  ): Promise<void> {
    await this.internal("keep_push", {
      account,
      for_resource: resource,
      given_id: subscription.id,
      expiry: subscription.expiresAt.toISOString(),
      given_hash: secretHash,
    });
  }

  /** The provider did not do what was asked; it is asked again after a growing pause. */
  async miss(account: string, resource: string, code: string): Promise<void> {
    await this.internal("miss_push", { account, for_resource: resource, code });
  }

  /** Those of these subscriptions that are ours. */
  async sources(ids: readonly string[]): Promise<PushSource[]> {
    const rows = sources.parse(await this.internal("push_sources", { ids: [...ids] }));
    return rows.map((row) => ({
      subscriptionId: row.subscription_id,
      secretHash: row.secret_hash,
      providerAccountId: row.provider_account_id,
    }));
  }

  /** The next reading renews it, or makes another one where it is gone. */
  async hurry(id: string, gone: boolean): Promise<void> {
    await this.internal("hurry_push", { id, gone });
  }
}
