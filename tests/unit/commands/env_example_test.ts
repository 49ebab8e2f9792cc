import assert from "node:assert/strict";
import { join } from "node:path";
import { loadConfig } from "../../../shared/platform/config.ts";
import { functionsEnv } from "../../../supabase/commands/project.ts";
import { platformEnv, readEnvFile } from "../../../supabase/embedded/functions/env.ts";

const stack = {
  url: "http://127.0.0.1:54321",
  publishableKey: "sb_publishable_a",
  secretKey: "sb_secret_b",
  jwtSecret: "a-secret-of-more-than-thirty-two-characters",
  embeddings: { url: "http://127.0.0.1:2/v1", apiKey: "k", model: "local" },
};

/** The configuration of the functions with this `.env`, as `task start` gives it to them. */
async function configWith(env: string) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, ".env"), env);
    const file = await readEnvFile(join(folder, ".env"), () => {});
    return loadConfig({ ...file, ...functionsEnv(stack, file), ...platformEnv(stack) });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test(".env.example is safe to copy: the stack runs as without it", async () => {
  const example = await Deno.readTextFile(new URL("../../../.env.example", import.meta.url));
  assert.deepEqual(await configWith(example), await configWith(""));
});

Deno.test("functionsEnv() leaves the stack its own, and a person their model", async () => {
  const config = await configWith(
    "SUPABASE_URL=https://elsewhere.example\nAUTH_JWT_ALGORITHMS=ES256\n" +
      "EMBEDDINGS_BASE_URL=http://127.0.0.1:3/v1\nEMBEDDINGS_API_KEY=mine\nLOG_LEVEL=DEBUG\n",
  );
  assert.equal(config.supabase.url, stack.url);
  assert.deepEqual(config.auth.algorithms, ["HS256"]);
  assert.equal(config.embeddings?.apiKey, "mine");
  assert.equal(config.logLevel, "DEBUG");
});
