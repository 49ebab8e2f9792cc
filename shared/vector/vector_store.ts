import type { Source } from "../contracts/events.ts";
import type { ObjectType } from "../contracts/queue_messages.ts";

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
  /** What the object's content was when it was read: a store that can tell leaves out what changed since. */
  version?: string;
  /** One vector a chunk, in order; at least one. */
  chunks: number[][];
  source: Source | null;
  /** ISO instant. */
  occurredAt: string;
  /** ISO instant at which the object expires; null: kept until it is deleted. */
  expiresAt: string | null;
}

/** Which vectors a search may see. A window is half open: [start, end). */
export interface VectorScope {
  userId: string;
  model: string;
  objectTypes?: ObjectType[];
  sources?: Source[];
  window?: { start: Date; end: Date };
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

/**
 * Where vectors live. Nothing in it is particular to one database; a search never leaves the
 * person named in its scope. Invalid arguments (count, dimensions, window) are errors, never an
 * empty result.
 */
export interface VectorStore {
  /**
   * Stores or replaces all of the objects, each given once, or none of them; an object that is gone
   * meanwhile is left out. Returns chunks written.
   */
  upsert(objects: EmbeddedObject[]): Promise<number>;
  /** Nearest chunks by cosine similarity, best first. */
  search(query: VectorQuery): Promise<VectorMatch[]>;
  /** What the scope is about: the mean vector, or null where nothing is stored. */
  average(scope: VectorScope): Promise<number[] | null>;
  /** Hash of what is stored, by `refKey`; objects that are not stored are absent. */
  hashes(refs: ObjectRef[], model: string): Promise<Map<string, string>>;
  /** Deletes every chunk of the objects, for all models. Returns chunks deleted. */
  deleteObjects(refs: ObjectRef[]): Promise<number>;
  /** Deletes at most `limit` chunks that expired at or before `before`. Returns chunks deleted. */
  deleteExpired(before: Date, limit: number): Promise<number>;
}

/** A map key for one object. */
export function refKey(ref: { objectType: string; objectId: string }): string {
  return `${ref.objectType}/${ref.objectId}`;
}
