/** The model that the edge runtime brings along, where it does: `Supabase.ai.Session`. */
import { z } from "zod";

/** A session with one of the runtime's models. */
export interface RuntimeSession {
  run(input: string, options: { mean_pool: boolean; normalize: boolean }): Promise<unknown>;
}

/** Opens a session with the model of that name. */
export type OpenSession = (model: string) => RuntimeSession;

const runtime = z.object({
  Supabase: z.object({
    ai: z.object({
      Session: z.custom<new (model: string) => RuntimeSession>((value) =>
        typeof value === "function"
      ),
    }),
  }),
});

/**
 * What opens the runtime's models, found by looking whether they are there: hosted functions and
 * `supabase start` have them, Deno by itself has not.
 *
 * @see https://supabase.com/docs/guides/functions/ai-models
 * @param scope where globals stand
 * @returns null where there are none
 */
export function runtimeModels(scope: unknown = globalThis): OpenSession | null {
  const { data } = runtime.safeParse(scope);
  if (!data) return null;
  const { Session } = data.Supabase.ai;
  return (model) => new Session(model);
}
