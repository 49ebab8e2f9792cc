import type { Rpc } from "../../database/rpc.ts";
import { z } from "zod";
import type { CursorState, LinkedAccount, Unseen } from "../../connectors/connector.ts";
import { type EventBatch, Source } from "../../contracts/events.ts";
import { AccountStatus, Provider } from "../../contracts/providers.ts";
import { storeBatches } from "../../events/ingest.ts";

const leased = z.object({
  id: z.guid(),
  user_id: z.guid(),
  provider: Provider,
  provider_account_id: z.string(),
  status: AccountStatus,
  metadata: z.record(z.string(), z.unknown()),
  waiting_seconds: z.number().int().nullable(),
  granted: z.boolean(),
  push_due: z.boolean(),
  cursors: z.array(
    z.object({ resource: z.string(), cursor: z.record(z.string(), z.unknown()) }),
  ),
}).nullable();

const unseenRows = z.array(
  z.object({ resource: z.string(), source: Source, external_id: z.string() }),
);

/** Longer than a worker may live, so that only a killed one is waited for. In seconds. */
export const leaseSeconds = 180;

/** How many unseen events are checked at the source at once. */
const unseenPerCheck = 100;

/** How a reading ended. */
export type ReadingEnd =
  /** Everything there is was read. */
  | { outcome: "read" }
  /** The budget was spent first: neither a success nor a failure. */
  | { outcome: "cut" }
  /** The provider asked to wait. */
  | { outcome: "waiting"; seconds: number }
  /** Nothing was tried, so nothing is to be said of it. */
  | { outcome: "idle" }
  | { outcome: "failed"; code: string; nextStatus?: Exclude<AccountStatus, "active"> };

/** What is stored through a lease; whose it is the lease knows. */
export type LeasedBatch = Omit<EventBatch, "user_id" | "source_account_id">;

/** An account, and the right to read it. */
export interface AccountLease {
  account: LinkedAccount;
  status: AccountStatus;
  /** As they were stored: whether they fit their connector's schema is not known yet. */
  cursors: { resource: string; cursor: CursorState }[];
  /** How long the provider still asked to wait; 0: not at all. */
  waitSeconds: number;
  /** Whether what the provider was asked to push is to be seen to. */
  pushDue: boolean;
  /** Stores a page with its cursor and renews the lease, in one transaction a batch. */
  store(batch: LeasedBatch): Promise<void>;
  /** The next events that a whole new reading did not see again; null: none are left. */
  unseen(): Promise<Unseen | null>;
  release(end: ReadingEnd): Promise<void>;
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
    waitSeconds: row.waiting_seconds ?? 0,
    pushDue: row.push_due,
    async store(batch) {
      const owner = { user_id: account.userId, source_account_id: account.id };
      await storeBatches(throughLease, { ...batch, ...owner });
    },
    async unseen() {
      const rows = unseenRows.parse(
        await internal("unseen_batch", { account: accountId, most: unseenPerCheck }),
      );
      const [first] = rows;
      if (!first) return null;
      const { source, resource } = first;
      return { source, resource, externalIds: rows.map((row) => row.external_id) };
    },
    async release(end) {
      await internal("release_account", {
        account: accountId,
        for_holder: holder,
        outcome: end.outcome,
        error_code: end.outcome === "failed" ? end.code : null,
        wait_seconds: end.outcome === "waiting" ? end.seconds : null,
        next_status: end.outcome === "failed" ? end.nextStatus ?? null : null,
      });
    },
  };
}
