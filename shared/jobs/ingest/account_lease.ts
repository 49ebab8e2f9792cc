import type { Rpc } from "../../database/rpc.ts";
import { z } from "zod";
import type { LinkedAccount, Page, StoredCursor } from "../../connectors/connector.ts";
import type { EventBatch } from "../../contracts/events.ts";
import { storeBatches } from "../../events/ingest.ts";

const leased = z.object({
  id: z.guid(),
  user_id: z.guid(),
  provider: z.enum(["slack", "telegram", "outlook"]),
  provider_account_id: z.string(),
  status: z.enum(["active", "revoked", "error"]),
  metadata: z.record(z.string(), z.unknown()),
  granted: z.boolean(),
  cursors: z.array(
    z.object({ resource: z.string(), cursor: z.record(z.string(), z.unknown()) }),
  ),
}).nullable();

/** Longer than a worker may live, so that only a killed one is waited for. In seconds. */
export const leaseSeconds = 180;

/** An account, and the right to read it. */
export interface AccountLease {
  account: LinkedAccount;
  status: "active" | "revoked" | "error";
  cursors: StoredCursor[];
  /** Stores a page with its cursor and renews the lease, in one transaction a batch. */
  store(page: Page): Promise<void>;
  /** Ends the reading; `errorCode` null: it succeeded. */
  release(errorCode: string | null, nextStatus?: "error" | "revoked"): Promise<void>;
}

/**
 * Takes the account for one reader. "gone": it is linked no more. "busy": another worker reads it.
 */
export async function leaseAccount(
  internal: Rpc,
  accountId: string,
  seconds: number,
): Promise<AccountLease | "gone" | "busy"> {
  const holder = crypto.randomUUID();
  const row = leased.parse(
    await internal("lease_account", { account: accountId, for_holder: holder, seconds }),
  );
  if (row === null) return "gone";
  if (!row.granted) return "busy";
  const account: LinkedAccount = {
    id: row.id,
    userId: row.user_id,
    provider: row.provider,
    providerAccountId: row.provider_account_id,
    metadata: row.metadata,
  };
  // Every batch goes through the lease, so that one who lost it cannot put an old page over a new.
  const throughLease = (batch: EventBatch) =>
    internal("ingest_page", { account: accountId, for_holder: holder, seconds, batch });
  return {
    account,
    status: row.status,
    cursors: row.cursors,
    async store(page) {
      await storeBatches(throughLease, {
        user_id: account.userId,
        source_account_id: account.id,
        source: page.source,
        threads: page.threads,
        events: page.events,
        cursor: page.cursor,
      });
    },
    async release(errorCode, nextStatus) {
      await internal("release_account", {
        account: accountId,
        for_holder: holder,
        error_code: errorCode,
        next_status: nextStatus ?? null,
      });
    },
  };
}
