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
/** What a place by meaning is worth beside one by words: little where the model is a small local one. */
function meaningWeight(model: string): number {
  return model.startsWith("universal-sentence-encoder-lite") ? 0.2 : 1;
}

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
  return fuse(meaning, words, embedding ? meaningWeight(embedding.model) : 0)
    .filter(({ source, occurredAt }) =>
      source === null || source === "calendar" || Date.parse(occurredAt) <= now.getTime()
    ).slice(0, count);
}

/** Best first; newer first among equals. An object counts by its nearest chunk. */
export function fuse(meaning: VectorMatch[], words: WordHit[], weight: number): HybridHit[] {
  const hits = new Map<string, HybridHit>();
  for (const [index, match] of nearestChunks(meaning).entries()) {
    const { objectType, objectId, source, occurredAt, similarity } = match;
    hits.set(refKey(match), {
      objectType,
      objectId,
      source,
      occurredAt,
      similarity,
      textRank: null,
      score: weight / (fusionConstant + index + 1),
    });
  }
  for (const [index, word] of words.entries()) {
    const found = hits.get(refKey(word)) ?? { ...word, similarity: null, score: 0 };
    hits.set(refKey(word), {
      ...found,
      textRank: word.textRank,
      score: found.score + 1 / (fusionConstant + index + 1),
    });
  }
  return [...hits.values()]
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

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
