import assert from "node:assert/strict";
import { platformEnv, readEnvFile } from "../../../supabase/embedded/functions/env.ts";

const keys = {
  url: "http://127.0.0.1:1",
  publishableKey: "sb_publishable_a",
  secretKey: "sb_secret_b",
  jwtSecret: "c",
};

Deno.test("platformEnv() has the names of a hosted project", () => {
  assert.deepEqual(platformEnv({ ...keys, embeddings: null, clockNow: undefined }), {
    SUPABASE_URL: "http://127.0.0.1:1",
    SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_a"}',
    SUPABASE_SECRET_KEYS: '{"default":"sb_secret_b"}',
    AUTH_JWT_SECRET: "c",
    AUTH_JWT_ALGORITHMS: "HS256",
    AUTH_JWT_ISSUER: "",
    ENVIRONMENT: "development",
  });
});

Deno.test("platformEnv() adds the embedding server and the clock when there are such", () => {
  const embeddings = { url: "http://127.0.0.1:2/v1", apiKey: "k", model: "m" };
  const env = platformEnv({ ...keys, embeddings, clockNow: "2018-02-03T22:00:00Z" });
  assert.equal(env["EMBEDDINGS_BASE_URL"], "http://127.0.0.1:2/v1");
  assert.equal(env["EMBEDDINGS_API_KEY"], "k");
  assert.equal(env["EMBEDDINGS_MODEL"], "m");
  assert.equal(env["CLOCK_NOW"], "2018-02-03T22:00:00Z");
});

Deno.test("readEnvFile() reads .env, and takes an empty value for none", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embedded-env-" });
  try {
    assert.deepEqual(await readEnvFile(folder), {});
    await Deno.writeTextFile(
      `${folder}/.env`,
      '# comment\nOPENAI_API_KEY=\nSLACK_CLIENT_ID="a b" # why\nexport X=1\n',
    );
    assert.deepEqual(await readEnvFile(folder), { SLACK_CLIENT_ID: "a b", X: "1" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
