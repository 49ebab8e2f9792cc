import fc from "fast-check";
import type { EmbeddedObject, VectorQuery } from "../../../shared/vector/vector_store.ts";
import { cosine } from "./in_memory_vector_store.ts";

/** A vector that begins with the given numbers and is zero after them. */
export function sparse(dimensions: number, numbers: readonly number[]): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const [i, value] of numbers.entries()) vector[i] = value;
  return vector;
}

const OBJECT_TYPES = ["event", "note", "thread", "draft", "entity"] as const;
const SOURCES = ["slack", "telegram", "outlook"] as const;
const START = Date.parse("2026-01-01T00:00:00Z");
const HOUR = 3_600_000;

type Drawn = Pick<EmbeddedObject, "objectType" | "chunks" | "source" | "occurredAt">;
type DrawnScope = Pick<VectorQuery, "vector" | "count"> & Partial<VectorQuery>;

/** Few small whole numbers, so that ties and opposites occur; never all zeros. */
function vectorArbitrary(dimensions: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 4 })
    .filter((numbers) => numbers.some((value) => value !== 0))
    .map((numbers) => sparse(dimensions, numbers));
}

/** Up to 12 objects of up to 3 chunks, within one day by the hour. */
export function objectsArbitrary(dimensions: number): fc.Arbitrary<Drawn[]> {
  return fc.array(
    fc.record({
      objectType: fc.constantFrom(...OBJECT_TYPES),
      chunks: fc.array(vectorArbitrary(dimensions), { minLength: 1, maxLength: 3 }),
      source: fc.constantFrom(...SOURCES, null),
      occurredAt: fc.integer({ min: 0, max: 23 }).map((hour) =>
        new Date(START + hour * HOUR).toISOString()
      ),
    }),
    { maxLength: 12 },
  );
}

/** A question with any of the filters. */
export function scopeArbitrary(dimensions: number): fc.Arbitrary<DrawnScope> {
  const filters = fc.record({
    objectTypes: fc.subarray([...OBJECT_TYPES]),
    sources: fc.subarray([...SOURCES]),
    window: fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 })).map(
      ([start, hours]) => ({
        start: new Date(START + start * HOUR),
        end: new Date(START + (start + hours) * HOUR),
      }),
    ),
    // Not a cosine of small whole numbers, so that rounding decides nothing.
    minSimilarity: fc.constantFrom(-1, -0.4567, 0.2345, 0.8765),
  }, { requiredKeys: [] });
  return fc.record({
    vector: vectorArbitrary(dimensions),
    count: fc.constantFrom(1, 3, 10, 200),
    filters,
  }).map(({ vector, count, filters }) => ({ vector, count, ...filters }));
}

interface RightMatch {
  objectId: string;
  chunkIndex: number;
  similarity: number;
}

/** The right answer by definition: every chunk compared, filtered, sorted. */
export function bruteForce(
  objects: readonly EmbeddedObject[],
  query: VectorQuery,
): { all: RightMatch[]; matching: RightMatch[]; mean: number[] | null } {
  const inScope = objects.filter((object) => {
    const at = Date.parse(object.occurredAt);
    return (query.objectTypes?.includes(object.objectType) ?? true) &&
      (query.sources === undefined ||
        (object.source !== null && query.sources.includes(object.source))) &&
      (query.window === undefined ||
        (at >= query.window.start.getTime() && at < query.window.end.getTime()));
  });
  const all = inScope.flatMap((object) =>
    object.chunks.map((vector, chunkIndex) => ({
      objectId: object.objectId,
      chunkIndex,
      similarity: cosine(query.vector, vector),
    }))
  ).sort((a, b) => b.similarity - a.similarity);
  const vectors = inScope.flatMap((object) => object.chunks);
  return {
    all,
    matching: all.filter(({ similarity }) => similarity >= (query.minSimilarity ?? -1)),
    mean: vectors.length === 0
      ? null
      : query.vector.map((_, i) =>
        vectors.reduce((sum, vector) => sum + (vector[i] ?? 0), 0) / vectors.length
      ),
  };
}
