import type { CurrentVersions } from "../../../shared/vector/current_versions.ts";
import { storeFenced } from "../../../shared/vector/fencing.ts";
import { fusedSearch } from "../../../shared/vector/fusion.ts";
import type { TextSearch } from "../../../shared/vector/text_search.ts";
import type { Source } from "../../../shared/contracts/events.ts";
import {
  type CountQuery,
  type EmbeddedObject,
  type HybridHit,
  type HybridQuery,
  mostChunks,
  type ObjectRef,
  refKey,
  type Stored,
  type VectorMatch,
  type VectorQuery,
  type VectorScope,
  type VectorStore,
} from "../../../shared/vector/vector_store.ts";

interface Chunk {
  object: EmbeddedObject;
  index: number;
  vector: number[];
}

/** What is stored: several stores, each for another caller, may share it. */
export type Memory = Map<string, EmbeddedObject>;

/** What another implementation of VectorStore looks like: exact, in memory, no database. */
export class InMemoryVectorStore implements VectorStore {
  /** @param dimensions of every vector */
  constructor(
    private readonly dimensions: number,
    private readonly texts: TextSearch,
    private readonly versions: CurrentVersions,
    private readonly objects: Memory = new Map(),
  ) {}

  async store(objects: EmbeddedObject[]): Promise<Stored> {
    this.#checkObjects(objects);
    return await storeFenced(
      { write: (current) => this.#write(current), forget: (refs) => this.forget(refs) },
      this.versions,
      objects,
    );
  }

  #write(objects: EmbeddedObject[]): Promise<number> {
    return attempt(() => {
      for (const object of objects) {
        this.objects.set(storageKey(object), structuredClone(object));
      }
      return objects.reduce((sum, { chunks }) => sum + chunks.length, 0);
    });
  }

  hybridSearch(query: HybridQuery): Promise<HybridHit[]> {
    return fusedSearch(this, this.texts, query);
  }

  search(query: VectorQuery): Promise<VectorMatch[]> {
    return attempt(() => {
      if (!Number.isInteger(query.count) || query.count < 1 || query.count > 200) {
        throw new RangeError("count must be between 1 and 200");
      }
      const least = query.minSimilarity ?? -1;
      if (!(least >= -1 && least <= 1)) {
        throw new RangeError("minSimilarity must be between -1 and 1");
      }
      this.#check(query.vector);
      if (query.vector.every((value) => value === 0)) throw new RangeError("vector is all zeros");
      return this.#chunks(query)
        .map((chunk) => ({ chunk, similarity: cosine(query.vector, chunk.vector) }))
        .filter(({ similarity }) => similarity >= least)
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, query.count)
        .map(({ chunk: { object, index }, similarity }) => ({
          objectType: object.objectType,
          objectId: object.objectId,
          chunkIndex: index,
          source: object.source,
          occurredAt: object.occurredAt,
          similarity,
        }));
    });
  }

  average(scope: VectorScope): Promise<number[] | null> {
    return attempt(() => {
      const chunks = this.#chunks(scope);
      if (chunks.length === 0) return null;
      return Array.from(
        { length: this.dimensions },
        (_, i) => chunks.reduce((sum, { vector }) => sum + (vector[i] ?? 0), 0) / chunks.length,
      );
    });
  }

  hashes(refs: ObjectRef[], model: string): Promise<Map<string, string>> {
    return attempt(() => {
      const found = new Map<string, string>();
      for (const ref of refs) {
        const object = this.objects.get(storageKey({ ...ref, model }));
        if (object) found.set(refKey(ref), object.contentHash);
      }
      return found;
    });
  }

  count({ userId, model, objectType, at }: CountQuery): Promise<Map<Source | null, number>> {
    return attempt(() => {
      const counts = new Map<Source | null, number>();
      for (const object of this.objects.values()) {
        if (object.userId !== userId || object.model !== model) continue;
        if (object.objectType !== objectType) continue;
        if (object.expiresAt !== null && new Date(object.expiresAt) <= at) continue;
        counts.set(object.source, (counts.get(object.source) ?? 0) + 1);
      }
      return counts;
    });
  }

  forget(refs: ObjectRef[]): Promise<number> {
    return attempt(() => {
      const gone = new Set(refs.map(ownerKey));
      return this.#remove((object) => gone.has(ownerKey(object)));
    });
  }

  forgetExpired(before: Date, limit: number): Promise<number> {
    return attempt(() => {
      if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
        throw new RangeError("limit must be between 1 and 1000");
      }
      const due = [...this.objects.values()].flatMap((object) =>
        object.expiresAt !== null && new Date(object.expiresAt) <= before
          ? object.chunks.map(() => object)
          : []
      ).slice(0, limit);
      // A chunk at a time, so that the limit holds within an object as well.
      for (const object of due) object.chunks.pop();
      this.#remove((object) => object.chunks.length === 0);
      return due.length;
    });
  }

  #chunks(scope: VectorScope): Chunk[] {
    if (scope.window && !(scope.window.start < scope.window.end)) {
      throw new RangeError("window.start must lie before window.end");
    }
    return [...this.objects.values()].filter((object) => {
      const at = new Date(object.occurredAt);
      return object.userId === scope.userId && object.model === scope.model &&
        (!scope.objectTypes || scope.objectTypes.includes(object.objectType)) &&
        (!scope.sources || (object.source !== null && scope.sources.includes(object.source))) &&
        (!scope.objectIds || scope.objectIds.includes(object.objectId)) &&
        (!scope.window || (at >= scope.window.start && at < scope.window.end));
    }).flatMap((object) => object.chunks.map((vector, index) => ({ object, index, vector })));
  }

  #remove(condemned: (object: EmbeddedObject) => boolean): number {
    let chunks = 0;
    for (const [key, object] of this.objects) {
      if (!condemned(object)) continue;
      chunks += object.chunks.length;
      this.objects.delete(key);
    }
    return chunks;
  }

  #checkObjects(objects: EmbeddedObject[]): void {
    for (const object of objects) {
      if (object.chunks.length === 0) {
        throw new RangeError(`${refKey(object)} has no chunks; forget the object instead`);
      }
      for (const vector of object.chunks) this.#check(vector);
    }
    if (new Set(objects.map(storageKey)).size < objects.length) {
      throw new RangeError("an object is given twice");
    }
    if (objects.reduce((sum, { chunks }) => sum + chunks.length, 0) > mostChunks) {
      throw new RangeError(`objects must have at most ${mostChunks} chunks together`);
    }
  }

  #check(vector: number[]): void {
    if (vector.length !== this.dimensions || !vector.every(Number.isFinite)) {
      throw new RangeError(`a vector must have ${this.dimensions} finite dimensions`);
    }
  }
}

function ownerKey({ userId, objectType, objectId }: ObjectRef): string {
  return `${userId}/${objectType}/${objectId}`;
}

function storageKey(ref: ObjectRef & { model: string }): string {
  return `${ownerKey(ref)}/${ref.model}`;
}

/** Cosine similarity; NaN where one of them is all zeros. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  let dot = 0, squareA = 0, squareB = 0;
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    dot += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  // Rounding may lead out of the range by the last digit.
  return Math.max(-1, Math.min(1, dot / Math.sqrt(squareA * squareB)));
}

/** Errors reject, as those of a store behind a network do. */
function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
