import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { z } from "zod";
import { runSql } from "../../../supabase/commands/sql/run.ts";
import { run, startCommand } from "../../support/command.ts";
import { writeSlackExport } from "../../support/slack_export.ts";

const Begun = z.object({ auth_url: z.url() });
/** Times that a state is looked at before it counts as one that never comes. */
const mostAsked = 1000;

Deno.test("start --slack-export: the loopback Slack holds an export, and it is read over HTTP", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const at = Date.parse("2020-05-04T10:00:00Z") / 1000;
    await writeSlackExport(folder, [
      { channel: "launch", at, user: "U2", text: "The permit is in the red folder." },
      { channel: "launch", at: at + 60, user: "U1", text: "Thank you." },
      { channel: "random", at: at + 120, user: "U2", text: "There is cake." },
    ]);

    await t.step("says what is wrong with the options", async () => {
      const start = (...options: string[]) =>
        run("supabase/commands/start.ts", ["--data", "memory", "--port", "0", ...options]);
      const alone = await start("--slack-export", folder);
      assert.match(alone.stderr, /add --providers/);
      const missing = await start("--providers", "--slack-export", `${folder}/nowhere.zip`);
      assert.match(missing.stderr, /--slack-export: .*nowhere\.zip does not exist/);
      assert.notEqual(alone.code * missing.code, 0);
    });

    await using stack = await startCommand("memory", ["--providers", "--slack-export", folder]);
    const client = createClient(stack.url, stack.publishable_key, {
      auth: { persistSession: false },
    });
    const { data } = await client.auth.signUp({
      email: "ada@test.example",
      password: crypto.randomUUID(),
    });
    const headers = {
      authorization: `Bearer ${data.session?.access_token}`,
      apikey: stack.publishable_key,
      "content-type": "application/json",
    };
    const oauth = `${stack.url}/functions/v1/connectors/slack/oauth`;

    await t.step("linked and read to its end", async () => {
      const begun = await (await fetch(`${oauth}/initiate`, { headers })).json();
      const linked = await (await fetch(Begun.parse(begun).auth_url)).json();
      assert.equal(linked.status, "active");
      const target = { url: stack.url, secretKey: stack.secret_key };
      for (let asked = 0;; asked++) {
        const [events] = await runSql(
          target,
          "select text_for_embedding as text from public.events order by occurred_at",
        );
        const texts = events?.rows.map(({ text }) => text);
        if (texts?.length === 3) {
          assert.deepEqual(texts, [
            "The permit is in the red folder.",
            "Thank you.",
            "There is cake.",
          ]);
          break;
        }
        assert.ok(asked < mostAsked, JSON.stringify(texts));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
