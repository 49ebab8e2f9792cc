import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { createEmbedder } from "../embeddings/openai_embedder.ts";
import { ExtractiveModel } from "../models/extractive/extractive_model.ts";
import type { User } from "../platform/auth.ts";
import { databaseError, rpcOver } from "../platform/clients.ts";
import type { Platform } from "../platform/platform.ts";
import { PgVectorStore } from "../vector/pg_vector_store.ts";
import { AnswerStore } from "./answer_store.ts";
import type { AgentContext } from "./context.ts";
import { Timeline } from "./timeline.ts";

const profile = z.object({ timezone: z.string() });

/** What the graphs need to answer `user`: reads go out with their token, so that RLS applies. */
export async function createAgentContext(platform: Platform, user: User): Promise<AgentContext> {
  const client = platform.as(user);
  const { data, error } = await client.from("users").select("timezone").eq("id", user.id)
    .maybeSingle();
  if (error) throw databaseError("read profile", error);
  // A profile that is gone while its token still lives has an empty timeline; UTC will do.
  const timezone = profile.nullable().parse(data)?.timezone ?? "UTC";
  return contextOver(platform, client, user.id, timezone);
}

/**
 * What the graphs need to write for a person who is not there, as a schedule does. The service
 * client is bound by no policy: that every read names the person is what keeps them apart.
 */
export function createServiceContext(
  platform: Platform,
  userId: string,
  timezone: string,
): AgentContext {
  return contextOver(platform, platform.service, userId, timezone);
}

function contextOver(
  platform: Platform,
  client: SupabaseClient,
  userId: string,
  timezone: string,
): AgentContext {
  return {
    userId,
    timezone,
    clock: platform.clock,
    timeline: new Timeline(client, userId, platform.realNow),
    vectors: new PgVectorStore(rpcOver(client, "public"), platform.internal),
    embedder: createEmbedder(platform.config, platform.fetch),
    model: new ExtractiveModel(),
    answers: new AnswerStore(platform.internal, userId),
  };
}
