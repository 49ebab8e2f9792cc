import assert from "node:assert/strict";
import { platformEnv, readEnvFile } from "../../../supabase/embedded/functions/env.ts";

Deno.test("platformEnv() has the names of a hosted project", () => {
  const stack = {
    url: "http://127.0.0.1:1",
    publishableKey: "sb_publishable_a",
    secretKey: "sb_secret_b",
  };
  assert.deepEqual(platformEnv(stack), {
    SUPABASE_URL: "http://127.0.0.1:1",
    SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_a"}',
    SUPABASE_SECRET_KEYS: '{"default":"sb_secret_b"}',
  });
});

Deno.test("readEnvFile() reads .env, but neither empty values nor the platform's names", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embedded-env-" });
  const log: string[] = [];
  const read = () => readEnvFile(`${folder}/.env`, (message) => log.push(message));
  try {
    assert.deepEqual(await read(), {});
    await Deno.writeTextFile(
      `${folder}/.env`,
      '# comment\nOPENAI_API_KEY=\nSLACK_CLIENT_ID="a b" # why\nexport X=1\nSUPABASE_URL=http://x\n',
    );
    assert.deepEqual(await read(), { SLACK_CLIENT_ID: "a b", X: "1" });
    assert.match(log.join(), /left out SUPABASE_URL/);
    assert.ok(!log.join().includes("http://x"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
