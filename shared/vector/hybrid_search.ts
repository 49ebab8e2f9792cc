import type { Rpc } from "../database/rpc.ts";
import { z } from "zod";
import { Source } from "../contracts/events.ts";
import { ObjectType } from "../contracts/queue_messages.ts";

const hits = z.array(z.object({
  object_type: ObjectType,
  object_id: z.guid(),
  source: Source.nullable(),
  occurred_at: z.string(),
  score: z.number(),
  similarity: z.number().nullable(),
  text_rank: z.number().nullable(),
}));
export type HybridHit = z.infer<typeof hits>[number];

export interface HybridQuery {
  userId: string;
  text: string;
  /** Null: by words alone. */
  embedding: { vector: number[]; model: string } | null;
  /** 1 to 200. */
  count: number;
  objectTypes?: ObjectType[];
  sources?: Source[];
  window?: { start: Date; end: Date };
  /** Recency is counted back from here. */
  now: Date;
}

/**
 * Meaning and words fused by reciprocal rank. It needs the texts beside the vectors, so it is a
 * function of the database that holds both and no part of VectorStore.
 */
export async function searchHybrid(
  publicRpc: Rpc<"public">,
  query: HybridQuery,
): Promise<HybridHit[]> {
  return hits.parse(
    await publicRpc("search_hybrid", {
      query_text: query.text,
      query_embedding: query.embedding ? `[${query.embedding.vector.join(",")}]` : null,
      match_model: query.embedding?.model ?? null,
      match_count: query.count,
      object_types: query.objectTypes ?? null,
      sources: query.sources ?? null,
      window_start: query.window?.start.toISOString() ?? null,
      window_end: query.window?.end.toISOString() ?? null,
      reference_time: query.now.toISOString(),
      for_user: query.userId,
    }),
  );
}
