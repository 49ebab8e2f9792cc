import type { CurrentVersions } from "./current_versions.ts";
import { type EmbeddedObject, type ObjectRef, refKey, type Stored } from "./vector_store.ts";

/** What fencing needs of a store. */
export interface FencedWrites {
  /** Stores or replaces the objects, or none of them. Returns chunks written. */
  write(objects: EmbeddedObject[]): Promise<number>;
  forget(refs: ObjectRef[]): Promise<number>;
}

/**
 * `VectorStore.store` for a store that shares no transaction with the objects. Versions are read
 * before the write, which spares it, and after it, which is what counts: who overwrites a newer
 * vector, or writes one of an object that went meanwhile, finds out. What is gone is forgotten
 * again, what changed is left out and so looked at once more.
 */
export async function storeFenced(
  store: FencedWrites,
  versions: CurrentVersions,
  objects: EmbeddedObject[],
): Promise<Stored> {
  const before = await versions.versionsOf(objects);
  const current = objects.filter((object) => {
    const version = before.get(refKey(object));
    return version !== undefined && (object.version === undefined || object.version === version);
  });
  if (current.length > 0) await store.write(current);

  const after = await versions.versionsOf(current);
  const gone = current.filter((object) => !after.has(refKey(object)));
  if (gone.length > 0) await store.forget(gone);
  const kept = new Set(
    current.filter((object) => after.get(refKey(object)) === before.get(refKey(object))),
  );
  return {
    chunks: [...kept].reduce((sum, object) => sum + object.chunks.length, 0),
    leftOut: objects.filter((object) => !kept.has(object))
      .map(({ userId, objectType, objectId }) => ({ userId, objectType, objectId })),
  };
}
