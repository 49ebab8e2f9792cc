import { z } from "zod";
import { endGrant, type GrantDependencies, WaitingGrant } from "../../connectors/oauth/grants.ts";
import type { Budget } from "../worker/budget.ts";

const batchSize = 100;
/** A grant that its provider has not ended by then is forgotten all the same, in milliseconds. */
const MOST_KEPT = 7 * 24 * 60 * 60_000;

/**
 * Ends the grants that nobody claimed at their providers, and forgets them. One that a provider does
 * not end today is tried again by the next run, for a week.
 *
 * @param forUser of one person; null: of everybody
 * @returns false: the budget ended it, and the rest waits
 */
export async function endUnclaimedGrants(
  dependencies: GrantDependencies & { now: () => Date },
  forUser: string | null,
  budget: Budget,
): Promise<boolean> {
  const { internal, log, now } = dependencies;
  let after: string | null = null;
  for (;;) {
    const batch: WaitingGrant[] = z.array(WaitingGrant).parse(
      await internal("unclaimed_grants", {
        for_user: forUser,
        after_hash: after,
        batch_size: batchSize,
      }),
    );
    for (const grant of batch) {
      if (!budget.left()) return false;
      const ended = await endGrant(dependencies, grant);
      if (ended || now().getTime() - grant.kept_since.getTime() < MOST_KEPT) continue;
      log.warning("grant forgotten and not revoked", { provider: grant.provider });
      await internal("drop_grant", { given_hash: grant.handle_hash });
    }
    after = batch.at(-1)?.handle_hash ?? null;
    if (batch.length < batchSize) return true;
  }
}
