import { join } from "node:path";
import { parseEnv } from "node:util";

/** What the functions are told about the stack they run in. */
export interface FunctionEnvInput {
  url: string;
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
  embeddings: { url: string; apiKey: string; model: string } | null;
  /** A fixed time for the functions' clock, ISO 8601. */
  clockNow: string | undefined;
}

/** The variables that the stack sets, as a hosted project sets its own. */
export function platformEnv(input: FunctionEnvInput): Record<string, string> {
  return {
    SUPABASE_URL: input.url,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: input.publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: input.secretKey }),
    AUTH_JWT_SECRET: input.jwtSecret,
    AUTH_JWT_ALGORITHMS: "HS256",
    // The tokens of @supabase/lite carry no issuer.
    AUTH_JWT_ISSUER: "",
    ENVIRONMENT: "development",
    ...(input.embeddings && {
      EMBEDDINGS_BASE_URL: input.embeddings.url,
      EMBEDDINGS_API_KEY: input.embeddings.apiKey,
      EMBEDDINGS_MODEL: input.embeddings.model,
    }),
    ...(input.clockNow !== undefined && { CLOCK_NOW: input.clockNow }),
  };
}

/** Reads `.env` in a folder; an absent file is an empty one. */
export async function readEnvFile(folder: string): Promise<Record<string, string>> {
  let text: string;
  try {
    text = await Deno.readTextFile(join(folder, ".env"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseEnv(text))) {
    // An empty line of the template means "not set", not "set to nothing".
    if (value) values[name] = value;
  }
  return values;
}
