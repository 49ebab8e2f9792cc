import { z } from "zod";
import type { EraseMessage } from "../../contracts/queue_messages.ts";
import { ObjectType } from "../../contracts/queue_messages.ts";
import { Provider } from "../../contracts/providers.ts";
import { endGrant, WaitingGrant } from "../../connectors/oauth/grants.ts";
import { type Revocation, revokeGrant } from "../../connectors/revoke.ts";
import type { Rpc } from "../../database/rpc.ts";
import type { VectorStore } from "../../vector/vector_store.ts";
import type { Budget } from "../worker/budget.ts";
import type { Ending } from "../worker/handler.ts";

/** What erasing works with. */
export interface EraseDependencies extends Revocation {
  internal: Rpc;
  vectors: VectorStore;
}

const batchSize = 500;
const grantBatch = 100;
const accounts = z.array(z.object({ id: z.guid(), provider: Provider, user_id: z.guid() }));
const objects = z.array(z.object({
  user_id: z.guid(),
  object_type: ObjectType,
  object_id: z.guid(),
}));

/**
 * Erases what a person asked for: grants at the providers first, so that nothing new is read; then
 * what has vectors, batch by batch, the vectors before the rows; then all the rest in one
 * transaction. Each step looks for what is left, so a run that is killed is gone on with.
 */
export async function erase(
  dependencies: EraseDependencies,
  message: EraseMessage,
  budget: Budget,
): Promise<Ending> {
  const { internal, vectors } = dependencies;
  const erasure = message.erasure_id;
  const rest: Ending = { result: "done", next: [{ queue: "retain", message }] };

  for (const account of accounts.parse(await internal("erasure_accounts", { erasure }))) {
    if (!budget.left()) return rest;
    await revokeGrant(dependencies, account);
    const owned = { for_user: account.user_id, account: account.id };
    await internal("unlink_account", owned);
    await internal("drop_account", owned);
  }
  await internal("erasure_grants", { erasure });
  for (;;) {
    const unclaimed = z.array(WaitingGrant).parse(
      await internal("unclaimed_grants", {
        for_user: message.user_id,
        after_hash: null,
        batch_size: grantBatch,
      }),
    );
    for (const grant of unclaimed) {
      if (!budget.left()) return rest;
      // What a provider does not end now goes all the same: the person wants it gone.
      if (await endGrant(dependencies, grant)) continue;
      await internal("drop_grant", { given_hash: grant.handle_hash });
    }
    if (unclaimed.length < grantBatch) break;
  }
  for (;;) {
    if (!budget.left()) return rest;
    const batch = objects.parse(
      await internal("erasure_batch", { erasure, batch_size: batchSize }),
    );
    if (batch.length === 0) break;
    const forgotten = await vectors.forget(batch.map((object) => ({
      userId: object.user_id,
      objectType: object.object_type,
      objectId: object.object_id,
    })));
    await internal("erasure_delete", { erasure, objects: batch, embeddings_deleted: forgotten });
  }
  await internal("erasure_finish", { erasure });
  return { result: "done" };
}
