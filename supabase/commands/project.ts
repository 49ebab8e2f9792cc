import { hkdfSync } from "node:crypto";
import type { Identity, Stack, StackOptions } from "../embedded/options.ts";
import { startStack } from "../embedded/stack.ts";

/** What to start; the rest is this project's own. */
export interface ProjectOptions
  extends Pick<StackOptions, "data" | "log" | "envFile" | "extensions"> {
  port?: number;
  /** A fixed time for the clock of the functions, ISO 8601. */
  clockNow?: string;
  databaseUrl?: string;
  embeddings?: "local" | "none";
  functions?: "process" | "none";
  schedules?: boolean;
  /** Variables of the functions that win over all others, by the address of the stack. */
  extraEnv?: (stackUrl: string) => Record<string, string>;
  /** Whether the functions start anew when their files change. Default: false. */
  watch?: boolean;
}

/** Starts the embedded Supabase with what this project's functions and migrations look for. */
export async function startProject(options: ProjectOptions): Promise<Stack> {
  const { clockNow, extraEnv, watch, ...rest } = options;
  return await startStack({
    ...rest,
    cacheFolder: ".prometheus",
    page: "supabase/page",
    functionsEnv: (stack, file) => ({
      ...functionsEnv(stack, file, clockNow),
      ...extraEnv?.(stack.url),
    }),
    vaultSecrets: (stack) => [
      { name: "project_url", secret: stack.url, description: "Where SQL reaches the functions" },
      {
        name: "secret_key",
        secret: stack.secretKey,
        description: "What SQL calls the functions with",
      },
    ],
    ...(watch ? { watch: ["supabase/functions", "shared"] } : {}),
  });
}

/**
 * The variables that follow from the stack. What signs tokens is the stack's alone; its model
 * gives way to one that `.env` names.
 */
export function functionsEnv(
  stack: Identity,
  file: Readonly<Record<string, string>>,
  clockNow?: string,
): Record<string, string> {
  const hasOwnModel = ["EMBEDDINGS_BASE_URL", "EMBEDDINGS_API_KEY"].some((name) => file[name]);
  return {
    AUTH_JWT_SECRET: stack.jwtSecret,
    AUTH_JWT_ALGORITHMS: "HS256",
    // The tokens of @supabase/lite carry no issuer, and it publishes no keys.
    AUTH_JWT_ISSUER: "",
    AUTH_JWKS_URL: "",
    ENVIRONMENT: "development",
    // Tokens of linked accounts are sealed with the stack's own secret, where `.env` has no key.
    ...(!file.ENCRYPTION_KEYS && { ENCRYPTION_KEYS: `stack:${sealingKey(stack.jwtSecret)}` }),
    // The page, by both names of this machine: where a provider's consent leads back to.
    ...(!file.APP_REDIRECT_URLS && {
      APP_REDIRECT_URLS: [stack.url, stack.url.replace("127.0.0.1", "localhost")]
        .map((origin) => `${origin}/`).join(","),
    }),
    ...(stack.embeddings && !hasOwnModel && {
      EMBEDDINGS_BASE_URL: stack.embeddings.url,
      EMBEDDINGS_API_KEY: stack.embeddings.apiKey,
      EMBEDDINGS_MODEL: stack.embeddings.model,
    }),
    ...(clockNow !== undefined && { CLOCK_NOW: clockNow }),
  };
}

/** A key of 64 hexadecimal digits that follows from the stack's secret, and tells nothing of it. */
function sealingKey(secret: string): string {
  const bytes = new Uint8Array(hkdfSync("sha256", secret, "", "tokens of linked accounts", 32));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
