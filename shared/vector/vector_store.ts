import type { Source } from "../contracts/events.ts";
import type { ObjectType } from "../contracts/queue_messages.ts";

/** Chunks that one call of `store` takes: two megabytes of vectors, far below a statement's time. */
export const mostChunks = 100;
/** Objects that a search returns at most. */
export const mostHits = 200;

/** Names one object of one person. */
export interface ObjectRef {
  userId: string;
  objectType: ObjectType;
  objectId: string;
}

/** All chunks of one object for one model: what is stored replaces what was. */
export interface EmbeddedObject extends ObjectRef {
  model: string;
  /** Hash of the text that was embedded. */
  contentHash: string;
  /** What the object's content was when it was read; without it any version will do. */
  version?: string;
  /** One vector a chunk, in order; at least one. */
  chunks: number[][];
  /** Whether the text is longer than what is embedded of it. */
  truncated?: boolean;
  source: Source | null;
  /** ISO instant. */
  occurredAt: string;
  /** ISO instant at which the object expires; null: kept until it is deleted. */
  expiresAt: string | null;
}

/** What `store` did. */
export interface Stored {
  /** Chunks written. */
  chunks: number;
  /** Objects that are gone, being written to, or another version by now: to be looked at again. */
  leftOut: ObjectRef[];
}

/** Which objects a search may see. A window is half open: [start, end). */
export interface SearchScope {
  userId: string;
  objectTypes?: ObjectType[];
  sources?: Source[];
  /** Only these, whatever their type; at most 5,000. */
  objectIds?: string[];
  window?: { start: Date; end: Date };
}

/** Which vectors a search may see. */
export interface VectorScope extends SearchScope {
  model: string;
}

export interface VectorQuery extends VectorScope {
  vector: number[];
  /** 1 to 200. */
  count: number;
  /** Cosine similarity, -1 to 1. */
  minSimilarity?: number;
}

/** One chunk that was found. */
export interface VectorMatch {
  objectType: ObjectType;
  objectId: string;
  chunkIndex: number;
  source: Source | null;
  occurredAt: string;
  similarity: number;
}

export interface HybridQuery extends SearchScope {
  /** At most 4,000 characters. */
  text: string;
  /** Null: by words alone. */
  embedding: { vector: number[]; model: string } | null;
  /** 1 to 200. */
  count: number;
  /** Nothing that happened later is found; what a calendar says of later is. */
  now: Date;
}

/** One object that was found by its meaning, its words, or both. */
export interface HybridHit {
  objectType: ObjectType;
  objectId: string;
  source: Source | null;
  occurredAt: string;
  score: number;
  /** Cosine similarity of its nearest chunk; null: not found by meaning. */
  similarity: number | null;
  /** Null: not found by words. */
  textRank: number | null;
}

export interface CountQuery {
  userId: string;
  model: string;
  objectType: ObjectType;
  /** What has expired by then does not count. */
  at: Date;
}

/**
 * Where vectors live. Nothing in it is particular to one database; a search never leaves the
 * person named in its scope. Invalid arguments (count, dimensions, window) are errors, never an
 * empty result.
 */
export interface VectorStore {
  /**
   * Stores or replaces the objects, each given once, or none of them where one is invalid; at most
   * `mostChunks` chunks. However its callers interleave, a vector of what an object no longer says
   * either is not stored or its object is among those left out, so that looking at these again
   * converges.
   */
  store(objects: EmbeddedObject[]): Promise<Stored>;
  /** Nearest chunks by cosine similarity, best first. */
  search(query: VectorQuery): Promise<VectorMatch[]>;
  /** Meaning and words fused by reciprocal rank and what each is worth, newer first among equals. */
  hybridSearch(query: HybridQuery): Promise<HybridHit[]>;
  /** What the scope is about: the mean vector, or null where nothing is stored. */
  average(scope: VectorScope): Promise<number[] | null>;
  /** Hash of what is stored, by `refKey`; objects that are not stored are absent. */
  hashes(refs: ObjectRef[], model: string): Promise<Map<string, string>>;
  /** How many objects are stored, by source; sources without any are absent. */
  count(query: CountQuery): Promise<Map<Source | null, number>>;
  /** Deletes every chunk of the objects, for all models. Returns chunks deleted. */
  forget(refs: ObjectRef[]): Promise<number>;
  /** Deletes at most `limit` (1 to 1,000) chunks that expired at or before `before`. Returns chunks deleted. */
  forgetExpired(before: Date, limit: number): Promise<number>;
}

/** A map key for one object. */
export function refKey(ref: { objectType: string; objectId: string }): string {
  return `${ref.objectType}/${ref.objectId}`;
}
