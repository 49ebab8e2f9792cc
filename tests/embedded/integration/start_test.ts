import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import { run, startCommand, type StartedStack } from "../../support/command.ts";
import { type ExportMessage, writeSlackExport } from "../../support/slack_export.ts";

const topics = [
  "the launch date",
  "the invoice export",
  "the office move",
  "the staging server",
  "the hiring plan",
];

function messages(count: number): ExportMessage[] {
  const end = Math.floor(Date.now() / 1000) - 60;
  return Array.from({ length: count }, (_, index) => ({
    channel: index % 2 ? "general" : "random",
    at: end - (count - index) * 10,
    user: index % 3 ? "U1" : "U2",
    text: `Update number ${index} about ${topics[index % topics.length]}, as agreed with the team.`,
  }));
}

async function signIn(stack: StartedStack) {
  const client = createClient(stack.url, stack.publishable_key, {
    auth: { persistSession: false },
  });
  const { data, error } = await client.auth.signInWithPassword(stack.demo);
  assert.equal(error, null);
  assert.ok(data.session);
  return { client, token: data.session.access_token };
}

async function countRows(
  client: Awaited<ReturnType<typeof signIn>>["client"],
  table: string,
): Promise<number> {
  const { count, error } = await client.from(table).select("*", { count: "exact", head: true });
  assert.equal(error, null);
  return count ?? 0;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (!await holds()) {
    assert.ok(Date.now() < deadline, `waited three minutes in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

Deno.test("start keeps its data: killed while embedding, every event ends up embedded once", async () => {
  const folder = await Deno.makeTempDir();
  const size = 240;
  try {
    await writeSlackExport(`${folder}/export`, messages(size));
    let keys: string;
    {
      await using stack = await startCommand(`${folder}/data`);
      keys = stack.publishable_key;
      const { client } = await signIn(stack);
      const importing = run("supabase/commands/import.ts", [
        "--slack-export",
        `${folder}/export`,
        "--email",
        stack.demo.email,
        "--data",
        `${folder}/data`,
      ]);
      await until("some are embedded and some are not", async () => {
        const embedded = await countRows(client, "embeddings");
        return embedded > 0;
      });
      const embedded = await countRows(client, "embeddings");
      await stack.kill();
      assert.ok(embedded < size, "all was embedded before the kill; the test proves nothing");
      assert.equal((await importing).code, 1, "the import must notice that its project is gone");
    }
    {
      await using stack = await startCommand(`${folder}/data`);
      assert.equal(stack.publishable_key, keys, "a second start is the same project");
      const { client, token } = await signIn(stack);
      const again = await run("supabase/commands/import.ts", [
        "--slack-export",
        `${folder}/export`,
        "--email",
        stack.demo.email,
        "--data",
        `${folder}/data`,
      ]);
      assert.equal(again.code, 0, again.stderr);
      assert.equal(await countRows(client, "events"), size);
      const { data } = await client.from("embeddings").select("object_id");
      assert.equal(data?.length, size);
      assert.equal(
        new Set(data?.map((row) => row.object_id)).size,
        size,
        "an event was embedded twice",
      );

      const response = await fetch(`${stack.url}/functions/v1/prompts`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ prompt: "summarize last 2 hours" }),
      });
      const answer = PromptResponse.parse(await response.json());
      assert.ok(answer.intent === "summarize");
      assert.equal(answer.response.content.statistics.total_events, size);
      assert.equal(await stack.interrupt(), 0, "Ctrl-C ends it cleanly");
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("import names what is missing", async (t) => {
  const refused = async (args: string[], remedy: RegExp, exit = 2) => {
    const { code, stderr } = await run("supabase/commands/import.ts", args);
    assert.equal(code, exit);
    assert.match(stderr, remedy);
  };
  await t.step("no export", () => refused(["--email", "a@b.example"], /--slack-export is missing/));
  await t.step("no person", () => refused(["--slack-export", "."], /--email is missing/));
  await t.step("a member id that is none", () =>
    refused(
      ["--slack-export", ".", "--email", "a@b.example", "--slack-user", "mira"],
      /--slack-user must be a Slack member id/,
    ));
  await t.step("no project", async () => {
    const folder = await Deno.makeTempDir();
    await writeSlackExport(folder, messages(1));
    await refused(
      ["--slack-export", folder, "--email", "a@b.example", "--data", `${folder}/none`],
      /No running project found/,
      1,
    );
    await Deno.remove(folder, { recursive: true });
  });
});
