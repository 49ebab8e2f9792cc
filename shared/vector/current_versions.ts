import { z } from "zod";
import { ObjectType } from "../contracts/queue_messages.ts";
import type { Rpc } from "../database/rpc.ts";
import { inBatches } from "./batches.ts";
import { type ObjectRef, refKey } from "./vector_store.ts";

/** Which version objects have now, for a store that cannot see them itself. */
export interface CurrentVersions {
  /** By `refKey`; an object that is gone, expired or somebody else's is absent. */
  versionsOf(refs: ObjectRef[]): Promise<Map<string, string>>;
}

const rows = z.array(z.object({
  user_id: z.guid(),
  object_type: ObjectType,
  object_id: z.guid(),
  version: z.string(),
}));

/** `internal.embeddable_objects` without the contents; only the service may ask. */
export class PgCurrentVersions implements CurrentVersions {
  constructor(private readonly internal: Rpc) {}

  async versionsOf(refs: ObjectRef[]): Promise<Map<string, string>> {
    const owners = new Map(refs.map((ref) => [refKey(ref), ref.userId]));
    const versions = new Map<string, string>();
    for (const batch of inBatches(refs)) {
      const found = rows.parse(
        await this.internal("embeddable_objects", {
          refs: batch.map((ref) => ({ object_type: ref.objectType, object_id: ref.objectId })),
          with_content: false,
        }),
      );
      for (const row of found) {
        const key = refKey({ objectType: row.object_type, objectId: row.object_id });
        if (owners.get(key) === row.user_id) versions.set(key, row.version);
      }
    }
    return versions;
  }
}
