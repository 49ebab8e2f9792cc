import { parseEnv } from "node:util";

/** What the functions are told about the stack they run in, as a hosted project tells them. */
export function platformEnv(
  stack: { url: string; publishableKey: string; secretKey: string },
): Record<string, string> {
  return {
    SUPABASE_URL: stack.url,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: stack.publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.secretKey }),
  };
}

/**
 * Reads a file as `.env` is written; an absent file is an empty one. `SUPABASE_...` names are the platform's
 * own and are left out with a line in the log, as a hosted project refuses secrets of such names.
 */
export async function readEnvFile(
  path: string,
  log: (message: string) => void,
): Promise<Record<string, string>> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
  const values: Record<string, string> = {};
  const reserved: string[] = [];
  for (const [name, value] of Object.entries(parseEnv(text))) {
    // An empty line of the template means "not set", not "set to nothing".
    if (!value) continue;
    if (name.startsWith("SUPABASE_")) reserved.push(name);
    else values[name] = value;
  }
  if (reserved.length > 0) {
    log(`${path}: left out ${reserved.join(", ")}, because the stack sets its own`);
  }
  return values;
}
