import { z } from "zod";
import { Source } from "../contracts/events.ts";
import { ObjectType } from "../contracts/queue_messages.ts";
import type { Rpc } from "../database/rpc.ts";
import type { SearchScope } from "./vector_store.ts";

export interface WordQuery extends SearchScope {
  /** At most 4,000 characters. */
  text: string;
  /** 1 to 200. */
  count: number;
}

/** One object in which words of the query occur. */
export interface WordHit {
  objectType: ObjectType;
  objectId: string;
  source: Source | null;
  occurredAt: string;
  textRank: number;
}

/** Search by words, best first. Texts live in Postgres, wherever their vectors do. */
export interface TextSearch {
  searchWords(query: WordQuery): Promise<WordHit[]>;
}

const hits = z.array(z.object({
  object_type: ObjectType,
  object_id: z.guid(),
  source: Source.nullable(),
  occurred_at: z.string(),
  text_rank: z.number(),
}));

/** The arguments that name a scope to a SQL function of the search. */
export function scopeArguments(scope: SearchScope) {
  return {
    object_types: scope.objectTypes ?? null,
    sources: scope.sources ?? null,
    object_ids: scope.objectIds ?? null,
    window_start: scope.window?.start.toISOString() ?? null,
    window_end: scope.window?.end.toISOString() ?? null,
    for_user: scope.userId,
  };
}

/** `public.search_words`, as whoever `publicRpc` belongs to. */
export class PgTextSearch implements TextSearch {
  constructor(private readonly publicRpc: Rpc<"public">) {}

  async searchWords(query: WordQuery): Promise<WordHit[]> {
    const rows = hits.parse(
      await this.publicRpc("search_words", {
        ...scopeArguments(query),
        query_text: query.text,
        match_count: query.count,
      }),
    );
    return rows.map((row) => ({
      objectType: row.object_type,
      objectId: row.object_id,
      source: row.source,
      occurredAt: row.occurred_at,
      textRank: row.text_rank,
    }));
  }
}
