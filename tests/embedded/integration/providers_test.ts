import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { z } from "zod";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import { runSql } from "../../../supabase/commands/sql/run.ts";
import { startCommand } from "../../support/command.ts";
import { tablesThatHold } from "../../support/leaks.ts";

const Begun = z.object({ auth_url: z.url() });
const Granted = z.object({ status: z.literal("confirm"), handle: z.string() });
const Login = z.object({ auth_session_id: z.string() });
const Linked = z.object({ linked_account_id: z.guid(), status: z.literal("active") });
const Receipts = z.object({
  coverage: z.array(z.object({ source: z.string(), status: z.string(), detail: z.string() })),
});

/** Times that a state is looked at before it counts as one that never comes. */
const mostAsked = 1000;

Deno.test("start --providers: a person links Slack, Outlook and Telegram, and asks across them", async (t) => {
  await using stack = await startCommand("memory", ["--providers"]);
  const client = createClient(stack.url, stack.publishable_key, {
    auth: { persistSession: false },
  });
  const { data, error } = await client.auth.signUp({
    email: "mira@test.example",
    password: crypto.randomUUID(),
  });
  assert.equal(error, null);
  const token = data.session?.access_token ?? "";
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${stack.url}/functions/v1/${path}`, {
      headers: {
        authorization: `Bearer ${token}`,
        apikey: stack.publishable_key,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    assert.ok(response.ok, `${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const current = async () => {
    for (let asked = 0; asked < mostAsked; asked++) {
      const { coverage } = Receipts.parse(await call("connectors/coverage"));
      if (coverage.every(({ status }) => status === "current")) return;
      const broken = coverage.find(({ status }) => status === "broken");
      assert.equal(broken, undefined, JSON.stringify(broken));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    assert.fail("not everything was read");
  };
  const accounts: Record<string, string> = {};

  await t.step("consent at Slack and Microsoft leads back and links", async () => {
    for (const provider of ["slack", "outlook"]) {
      const { auth_url } = Begun.parse(await call(`connectors/${provider}/oauth/initiate`));
      // As a program does, which follows the provider's way back.
      const linked = Linked.parse(await (await fetch(auth_url)).json());
      accounts[provider] = linked.linked_account_id;
    }
  });

  await t.step("a browser is asked at a page, and saying no links nothing", async () => {
    for (const provider of ["slack", "outlook"]) {
      const { auth_url } = Begun.parse(await call(`connectors/${provider}/oauth/initiate`));
      const page = await fetch(auth_url, { headers: { accept: "text/html,*/*" } });
      assert.match(await page.text(), /<button name="answer" value="allow">Allow<\/button>/);
      const answer = (value: string) =>
        fetch(auth_url, { method: "POST", body: new URLSearchParams({ answer: value }) });
      const refused = await answer("deny");
      assert.equal(refused.status, 400);
      assert.equal((await refused.json()).errors[0].field, "code");
      const again = Begun.parse(await call(`connectors/${provider}/oauth/initiate`)).auth_url;
      const allowed = await fetch(again, {
        method: "POST",
        headers: { accept: "text/html,*/*" },
        body: new URLSearchParams({ answer: "allow" }),
      });
      // What a browser brings back is claimed by who began.
      const { handle } = Granted.parse(await allowed.json());
      const linked = Linked.parse(await call(`connectors/${provider}/oauth/complete`, { handle }));
      assert.equal(linked.linked_account_id, accounts[provider]);
    }
  });

  await t.step("phone and code link Telegram", async () => {
    const { auth_session_id } = Login.parse(
      await call("connectors/telegram/auth/initiate", { phone_number: "+15550001111" }),
    );
    const { code } = await (await fetch(`${stack.providers}/code`)).json();
    Linked.parse(
      await call("connectors/telegram/auth/verify", { auth_session_id, phone_code: code }),
    );
  });

  await t.step("ticks of cron read all of them, and one answer cites them all", async () => {
    await current();
    const answer = PromptResponse.parse(await call("prompts", { prompt: "summarize last 3 days" }));
    assert.equal(answer.intent, "summarize");
    assert.deepEqual(
      [...new Set(answer.citations.map(({ source }) => source))].sort(),
      ["calendar", "outlook", "slack", "telegram"],
    );
    assert.ok(answer.coverage.every(({ status }) => status === "current"));
  });

  await t.step("what is said later arrives when it is asked for", async () => {
    const text = "The generator stands behind the fountain.";
    const said = await fetch(`${stack.providers}/say?in=slack`, { method: "POST", body: text });
    assert.equal(await said.text(), "said\n");
    await call(`connectors/${accounts["slack"]}/sync`, {});
    for (let asked = 0; asked < mostAsked; asked++) {
      const answer = PromptResponse.parse(
        await call("prompts", { prompt: "Where is the generator?" }),
      );
      assert.equal(answer.intent, "answer");
      if (JSON.stringify(answer.response).includes("behind the fountain")) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    assert.fail("what was said did not arrive");
  });

  await t.step("news at Slack and Outlook arrive by push, with no clock that reads", async () => {
    const sql = (statement: string) =>
      runSql({ url: stack.url, secretKey: stack.secret_key }, statement);
    // Whatever is read from here on, a push has asked for.
    await sql("select cron.unschedule('prometheus-ingest')");
    for (let asked = 0;; asked++) {
      const [waiting] = await sql("select 1 from pgmq.q_ingest");
      if (waiting?.rows.length === 0) break;
      assert.ok(asked < mostAsked, "readings wait for ever");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const news = {
      slack: ["The confetti cannon is in the blue crate.", "Where is the confetti cannon?"],
      outlook: [
        "The fire extinguisher is behind the ticket booth.",
        "Where is the fire extinguisher?",
      ],
    };
    const stored = async (text: string) => {
      for (let asked = 0; asked < mostAsked; asked++) {
        const [found] = await sql(
          `select 1 from public.events where text_for_embedding like '%${text}%'`,
        );
        if (found?.rows.length) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.fail(`"${text}" did not arrive`);
    };
    for (const [source, [text = "", question]] of Object.entries(news)) {
      const said = await fetch(`${stack.providers}/say?in=${source}`, {
        method: "POST",
        body: text,
      });
      assert.equal(await said.text(), "said\n");
      await stored(text);
      const answer = PromptResponse.parse(await call("prompts", { prompt: question }));
      assert.ok(answer.citations.some((citation) => citation.source === source), text);
      assert.ok(JSON.stringify(answer.response).includes(text.slice(0, -1)), text);
    }
    // The answers themselves are kept, for their person alone.
    const query = async (statement: string) => (await sql(statement))[0]?.rows ?? [];
    const said = ["confetti cannon", "fire extinguisher", "behind the fountain"];
    assert.deepEqual(await tablesThatHold(query, said, ["internal.prompts"]), []);
  });
});
