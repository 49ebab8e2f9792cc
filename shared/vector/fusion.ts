import type { TextSearch, WordHit } from "./text_search.ts";
import {
  type HybridHit,
  type HybridQuery,
  mostHits,
  refKey,
  type VectorMatch,
  type VectorStore,
} from "./vector_store.ts";

/** k of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009), with its customary value. */
const fusionConstant = 60;
/** What being new adds at most, and the hours after which half of it is gone. */
const recencyBonus = 0.1;
const recencyHalfLife = 72;

/**
 * `VectorStore.hybridSearch` for a store that is not in the database of the texts: two searches,
 * fused by the rules of `public.search_hybrid`.
 */
export async function fusedSearch(
  store: Pick<VectorStore, "search">,
  texts: TextSearch,
  query: HybridQuery,
): Promise<HybridHit[]> {
  const { text, embedding, count, now, ...scope } = query;
  if (!Number.isInteger(count) || count < 1 || count > mostHits) {
    throw new RangeError(`count must be between 1 and ${mostHits}`);
  }
  if (Number.isNaN(now.getTime())) throw new RangeError("now must be a valid date");
  const depth = Math.min(count * 4, mostHits);
  const [words, meaning] = await Promise.all([
    texts.searchWords({ ...scope, text, count: depth }),
    embedding ? store.search({ ...scope, ...embedding, count: depth }) : [],
  ]);
  return fuse(meaning, words, now).slice(0, count);
}

/** Best first; newer first among equals. An object counts by its nearest chunk. */
export function fuse(meaning: VectorMatch[], words: WordHit[], now: Date): HybridHit[] {
  const hits = new Map<string, HybridHit & { fused: number }>();
  for (const [index, match] of nearestChunks(meaning).entries()) {
    const { objectType, objectId, source, occurredAt, similarity } = match;
    hits.set(refKey(match), {
      objectType,
      objectId,
      source,
      occurredAt,
      similarity,
      textRank: null,
      score: 0,
      fused: 1 / (fusionConstant + index + 1),
    });
  }
  for (const [index, word] of words.entries()) {
    const found = hits.get(refKey(word)) ?? { ...word, similarity: null, score: 0, fused: 0 };
    hits.set(refKey(word), {
      ...found,
      textRank: word.textRank,
      fused: found.fused + 1 / (fusionConstant + index + 1),
    });
  }
  return [...hits.values()]
    .map(({ fused, ...hit }) => ({ ...hit, score: fused * recency(hit.occurredAt, now) }))
    .sort((a, b) =>
      b.score - a.score || Date.parse(b.occurredAt) - Date.parse(a.occurredAt) ||
      byText(a.objectId, b.objectId)
    );
}

function nearestChunks(matches: VectorMatch[]): VectorMatch[] {
  const nearest = new Map<string, VectorMatch>();
  for (const match of matches) {
    const known = nearest.get(refKey(match));
    if (!known || match.similarity > known.similarity) nearest.set(refKey(match), match);
  }
  return [...nearest.values()].sort((a, b) =>
    b.similarity - a.similarity || byText(a.objectId, b.objectId)
  );
}

/** It never outranks a second hit. */
function recency(occurredAt: string, now: Date): number {
  const hours = Math.max(0, (now.getTime() - Date.parse(occurredAt)) / 3_600_000);
  return 1 + recencyBonus * 2 ** (-hours / recencyHalfLife);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
