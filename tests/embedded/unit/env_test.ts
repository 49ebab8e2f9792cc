import assert from "node:assert/strict";
import { platformEnv, readEnvFile } from "../../../supabase/embedded/functions/env.ts";

const keys = {
  url: "http://127.0.0.1:1",
  publishableKey: "sb_publishable_a",
  secretKey: "sb_secret_b",
};

Deno.test("platformEnv() has the names of a hosted project", () => {
  assert.deepEqual(platformEnv(keys), {
    SUPABASE_URL: "http://127.0.0.1:1",
    SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_a"}',
    SUPABASE_SECRET_KEYS: '{"default":"sb_secret_b"}',
  });
});

Deno.test("readEnvFile() reads .env, and takes an empty value for none", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embedded-env-" });
  const logged: string[] = [];
  try {
    assert.deepEqual(await readEnvFile(folder, (line) => logged.push(line)), {});
    await Deno.writeTextFile(
      `${folder}/.env`,
      '# comment\nOPENAI_API_KEY=\nSLACK_CLIENT_ID="a b" # why\nexport X=1\nSUPABASE_URL=https://a.b\n',
    );
    assert.deepEqual(await readEnvFile(folder, (line) => logged.push(line)), {
      SLACK_CLIENT_ID: "a b",
      X: "1",
    });
    assert.equal(logged.length, 1);
    assert.match(logged[0] ?? "", /left out SUPABASE_URL, because the stack sets its own$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
