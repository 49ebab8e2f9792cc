import type { Rpc } from "../database/rpc.ts";
import { z } from "zod";
import { Source } from "../contracts/events.ts";
import { ObjectType } from "../contracts/queue_messages.ts";
import {
  type EmbeddedObject,
  type ObjectRef,
  refKey,
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
const vectorText = z.string().transform((text) => z.array(z.number()).parse(JSON.parse(text)));
const hashRows = z.array(
  z.object({ object_type: ObjectType, object_id: z.guid(), content_hash: z.string() }),
);
const count = z.number().int();

/** pgvector's text form. JSON would turn NaN into null; here the database refuses it by name. */
function toVectorText(vector: number[]): string {
  return `[${vector.join(",")}]`;
}

function scopeArguments(scope: VectorScope) {
  return {
    match_model: scope.model,
    object_types: scope.objectTypes ?? null,
    sources: scope.sources ?? null,
    window_start: scope.window?.start.toISOString() ?? null,
    window_end: scope.window?.end.toISOString() ?? null,
    for_user: scope.userId,
  };
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

  async upsert(objects: EmbeddedObject[]): Promise<number> {
    const empty = objects.find((object) => object.chunks.length === 0);
    if (empty) throw new RangeError(`${refKey(empty)} has no chunks; delete the object instead`);
    const chunks = objects.flatMap((object) =>
      object.chunks.map((vector, index) => ({
        user_id: object.userId,
        object_type: object.objectType,
        object_id: object.objectId,
        chunk_index: index,
        chunk_count: object.chunks.length,
        embedding_model: object.model,
        embedding: toVectorText(vector),
        content_hash: object.contentHash,
        version: object.version ?? null,
        metadata: {},
        source: object.source,
        occurred_at: object.occurredAt,
        expires_at: object.expiresAt,
      }))
    );
    return chunks.length === 0
      ? 0
      : count.parse(await this.internalRpc("store_embeddings", { chunks }));
  }

  async search(query: VectorQuery): Promise<VectorMatch[]> {
    const { minSimilarity = -1 } = query;
    // JSON has no NaN: it would arrive as null, which means no limit.
    if (!(minSimilarity >= -1 && minSimilarity <= 1)) {
      throw new RangeError("minSimilarity must be between -1 and 1");
    }
    const rows = matches.parse(
      await this.publicRpc("match_embeddings", {
        ...scopeArguments(query),
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

  async average(scope: VectorScope): Promise<number[] | null> {
    return vectorText.nullable().parse(
      await this.publicRpc("average_embedding", scopeArguments(scope)),
    );
  }

  async hashes(refs: ObjectRef[], model: string): Promise<Map<string, string>> {
    if (refs.length === 0) return new Map();
    const rows = hashRows.parse(
      await this.internalRpc("embedding_hashes", { refs: refRows(refs), model }),
    );
    return new Map(rows.map((row) => [
      refKey({ objectType: row.object_type, objectId: row.object_id }),
      row.content_hash,
    ]));
  }

  async deleteObjects(refs: ObjectRef[]): Promise<number> {
    return refs.length === 0
      ? 0
      : count.parse(await this.internalRpc("delete_embeddings", { refs: refRows(refs) }));
  }

  async deleteExpired(before: Date, limit: number): Promise<number> {
    return count.parse(
      await this.internalRpc("delete_expired_embeddings", {
        expired_before: before.toISOString(),
        batch_size: limit,
      }),
    );
  }
}
