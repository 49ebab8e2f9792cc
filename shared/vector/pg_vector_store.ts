import { z } from "zod";
import { Source } from "../contracts/events.ts";
import { ObjectType } from "../contracts/queue_messages.ts";
import type { Rpc } from "../database/rpc.ts";
import { inBatches } from "./batches.ts";
import { scopeArguments } from "./text_search.ts";
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
} from "./vector_store.ts";

const matches = z.array(z.object({
  object_type: ObjectType,
  object_id: z.guid(),
  chunk_index: z.number().int(),
  source: Source.nullable(),
  occurred_at: z.string(),
  similarity: z.number(),
}));
const hybridHits = z.array(z.object({
  object_type: ObjectType,
  object_id: z.guid(),
  source: Source.nullable(),
  occurred_at: z.string(),
  score: z.number(),
  similarity: z.number().nullable(),
  text_rank: z.number().nullable(),
}));
const storedChunks = z.object({
  stored: z.number().int(),
  left_out: z.array(z.object({ user_id: z.guid(), object_type: ObjectType, object_id: z.guid() })),
});
const sourceCounts = z.array(z.object({ source: Source.nullable(), objects: z.number().int() }));
const vectorText = z.string().transform((text) => z.array(z.number()).parse(JSON.parse(text)));
const hashRows = z.array(
  z.object({ object_type: ObjectType, object_id: z.guid(), content_hash: z.string() }),
);
const count = z.number().int();

/** pgvector's text form. JSON would turn NaN into null; here the database refuses it by name. */
function toVectorText(vector: number[]): string {
  return `[${vector.join(",")}]`;
}

function vectorScope(scope: VectorScope) {
  return { ...scopeArguments(scope), match_model: scope.model };
}

function refRows(refs: ObjectRef[]) {
  return refs.map((ref) => ({
    user_id: ref.userId,
    object_type: ref.objectType,
    object_id: ref.objectId,
  }));
}

/**
 * pgvector behind the SQL functions of the migrations. `search` runs as whoever `publicRpc`
 * belongs to: as a person RLS applies on top of the scope. Writing needs the service.
 */
export class PgVectorStore implements VectorStore {
  constructor(private readonly publicRpc: Rpc<"public">, private readonly internalRpc: Rpc) {}

  /** In the transaction that writes, under a lock on the objects. */
  async store(objects: EmbeddedObject[]): Promise<Stored> {
    const empty = objects.find((object) => object.chunks.length === 0);
    if (empty) throw new RangeError(`${refKey(empty)} has no chunks; forget the object instead`);
    const chunks = objects.flatMap(chunkRows);
    if (chunks.length > mostChunks) {
      throw new RangeError(`objects must have at most ${mostChunks} chunks together`);
    }
    if (chunks.length === 0) return { chunks: 0, leftOut: [] };
    const result = storedChunks.parse(await this.internalRpc("store_embeddings", { chunks }));
    return {
      chunks: result.stored,
      leftOut: result.left_out.map((row) => ({
        userId: row.user_id,
        objectType: row.object_type,
        objectId: row.object_id,
      })),
    };
  }

  async search(query: VectorQuery): Promise<VectorMatch[]> {
    const { minSimilarity = -1 } = query;
    // JSON has no NaN: it would arrive as null, which means no limit.
    if (!(minSimilarity >= -1 && minSimilarity <= 1)) {
      throw new RangeError("minSimilarity must be between -1 and 1");
    }
    const rows = matches.parse(
      await this.publicRpc("match_embeddings", {
        ...vectorScope(query),
        query_embedding: toVectorText(query.vector),
        match_count: query.count,
        min_similarity: minSimilarity,
      }),
    );
    return rows.map((row) => ({
      objectType: row.object_type,
      objectId: row.object_id,
      chunkIndex: row.chunk_index,
      source: row.source,
      occurredAt: row.occurred_at,
      similarity: row.similarity,
    }));
  }

  /** One round trip: the texts are in the same database. */
  async hybridSearch(query: HybridQuery): Promise<HybridHit[]> {
    const rows = hybridHits.parse(
      await this.publicRpc("search_hybrid", {
        ...scopeArguments(query),
        query_text: query.text,
        query_embedding: query.embedding ? toVectorText(query.embedding.vector) : null,
        match_model: query.embedding?.model ?? null,
        match_count: query.count,
        reference_time: query.now.toISOString(),
      }),
    );
    return rows.map((row) => ({
      objectType: row.object_type,
      objectId: row.object_id,
      source: row.source,
      occurredAt: row.occurred_at,
      score: row.score,
      similarity: row.similarity,
      textRank: row.text_rank,
    }));
  }

  async average(scope: VectorScope): Promise<number[] | null> {
    return vectorText.nullable().parse(
      await this.publicRpc("average_embedding", vectorScope(scope)),
    );
  }

  async hashes(refs: ObjectRef[], model: string): Promise<Map<string, string>> {
    const hashes = new Map<string, string>();
    for (const batch of inBatches(refs)) {
      const rows = hashRows.parse(
        await this.internalRpc("embedding_hashes", { refs: refRows(batch), model }),
      );
      for (const row of rows) {
        const key = refKey({ objectType: row.object_type, objectId: row.object_id });
        hashes.set(key, row.content_hash);
      }
    }
    return hashes;
  }

  async count(query: CountQuery): Promise<Map<Source | null, number>> {
    const rows = sourceCounts.parse(
      await this.internalRpc("count_embedded", {
        for_user: query.userId,
        model: query.model,
        kind: query.objectType,
        at: query.at.toISOString(),
      }),
    );
    return new Map(rows.map((row) => [row.source, row.objects]));
  }

  async forget(refs: ObjectRef[]): Promise<number> {
    let chunks = 0;
    for (const batch of inBatches(refs)) {
      chunks += count.parse(await this.internalRpc("delete_embeddings", { refs: refRows(batch) }));
    }
    return chunks;
  }

  async forgetExpired(before: Date, limit: number): Promise<number> {
    return count.parse(
      await this.internalRpc("delete_expired_embeddings", {
        expired_before: before.toISOString(),
        batch_size: limit,
      }),
    );
  }
}

function chunkRows(object: EmbeddedObject) {
  return object.chunks.map((vector, index) => ({
    user_id: object.userId,
    object_type: object.objectType,
    object_id: object.objectId,
    chunk_index: index,
    chunk_count: object.chunks.length,
    embedding_model: object.model,
    embedding: toVectorText(vector),
    content_hash: object.contentHash,
    version: object.version ?? null,
    metadata: object.truncated ? { truncated: true } : {},
    source: object.source,
    occurred_at: object.occurredAt,
    expires_at: object.expiresAt,
  }));
}
