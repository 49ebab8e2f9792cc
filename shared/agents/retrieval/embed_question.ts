import { EmbeddingError } from "../../models/embedder.ts";
import type { AgentContext } from "../context.ts";

/** A question's vector; null: the search goes by words alone, `degraded` where it should not. */
export async function embedQuestion(
  { embedder }: Pick<AgentContext, "embedder">,
  text: string,
): Promise<{ embedding: { vector: number[]; model: string } | null; degraded: boolean }> {
  if (!embedder) return { embedding: null, degraded: false };
  try {
    const [vector] = await embedder.embed([text]);
    return { embedding: vector ? { vector, model: embedder.model } : null, degraded: false };
  } catch (error) {
    if (error instanceof EmbeddingError) return { embedding: null, degraded: true };
    throw error;
  }
}
