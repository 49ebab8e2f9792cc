import type { ObjectType } from "../../../shared/contracts/queue_messages.ts";
import type { CurrentVersions } from "../../../shared/vector/current_versions.ts";
import type { TextSearch, WordHit, WordQuery } from "../../../shared/vector/text_search.ts";
import { type ObjectRef, refKey } from "../../../shared/vector/vector_store.ts";

interface FakeObject extends ObjectRef {
  text: string;
  version: number;
}

/** Objects without a database: their versions, and a search by one whole word. */
export class FakeObjects implements CurrentVersions, TextSearch {
  #objects = new Map<string, FakeObject>();

  /** Returns the object's id. */
  add(userId: string, objectType: ObjectType, text: string): string {
    const objectId = crypto.randomUUID();
    this.#objects.set(objectId, { userId, objectType, objectId, text, version: 1 });
    return objectId;
  }

  change(objectId: string): void {
    const object = this.#objects.get(objectId);
    if (object) object.version++;
  }

  remove(objectId: string): void {
    this.#objects.delete(objectId);
  }

  versionsOf(refs: ObjectRef[]): Promise<Map<string, string>> {
    return Promise.resolve(
      new Map(refs.flatMap((ref) => {
        const object = this.#objects.get(ref.objectId);
        return object?.userId === ref.userId ? [[refKey(ref), String(object.version)]] : [];
      })),
    );
  }

  searchWords({ userId, text, count, objectTypes, sources }: WordQuery): Promise<WordHit[]> {
    if (text.length > 4000) return Promise.reject(new RangeError("text is too long"));
    const hits = [...this.#objects.values()].filter((object) =>
      object.userId === userId && !sources && (objectTypes?.includes(object.objectType) ?? true) &&
      object.text.toLowerCase().split(" ").includes(text)
    );
    return Promise.resolve(
      hits.slice(0, count).map(({ objectType, objectId }) => ({
        objectType,
        objectId,
        source: null,
        occurredAt: "2026-01-15T10:00:00Z",
        textRank: 1,
      })),
    );
  }
}
