import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { webhookApp } from "../../../shared/apps/webhook.ts";
import { createKeyring } from "../../../shared/connectors/tokens/envelope.ts";
import { TokenStore } from "../../../shared/connectors/tokens/token_store.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack } from "../../support/stack.ts";

const SECRET = "slack-signing-secret-of-the-test";

Deno.test("the Slack webhook", async (t) => {
  await using test = await startTestStack({ env: { SLACK_SIGNING_SECRET: SECRET } });
  const { stack, services } = test;
  const app = webhookApp("slack", services);
  const send = (payload: unknown, changes: { secret?: string; age?: number } = {}) => {
    const body = typeof payload === "string" ? payload : JSON.stringify(payload);
    const timestamp = String(Math.floor(Date.now() / 1000) - (changes.age ?? 0));
    const signature = createHmac("sha256", changes.secret ?? SECRET)
      .update(`v0:${timestamp}:${body}`).digest("hex");
    return ask(app, "/webhook-slack", {
      method: "POST",
      body,
      headers: {
        "x-slack-signature": `v0=${signature}`,
        "x-slack-request-timestamp": timestamp,
      },
    });
  };
  const message = (team: string) => ({
    type: "event_callback",
    team_id: team,
    event: { type: "message", text: "canary-text" },
  });
  const tokens = new TokenStore(services.internal, await createKeyring([`k:${"0f".repeat(32)}`]));
  const link = async (providerAccountId: string) => {
    const { id } = await test.signUp();
    const token = { access: "a", refresh: null, expiresAt: null, scopes: null };
    return await tokens.link({
      userId: id,
      provider: "slack",
      providerAccountId,
      metadata: {},
      token,
    });
  };
  // A native server may hold accounts, and what waits for them, of other tests.
  const workspace = `T${crypto.randomUUID()}`;
  const accounts: string[] = [];
  const waiting = async () =>
    (await stack.sql<{ account: string }>(
      "select message ->> 'linked_account_id' as account from pgmq.q_ingest order by msg_id",
    )).map(({ account }) => account).filter((account) => accounts.includes(account));

  const stored = () => stack.sql<{ n: number }>("select count(*)::int as n from public.events");

  await t.step("answers Slack's challenge", async () => {
    const response = await send({ type: "url_verification", challenge: "abc", token: "x" });
    assert.equal(await response.text(), "abc");
  });

  await t.step("wakes every account of the workspace, once, and stores nothing", async () => {
    const asleep = await link(`${workspace}2`);
    const woken = [await link(workspace), await link(workspace)];
    accounts.push(asleep, ...woken);
    const [before] = await stored();
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(message(workspace))));
    assert.deepEqual(answers.map(({ status }) => status), [202, 202, 202, 202, 202]);
    assert.deepEqual((await waiting()).sort(), woken.sort());
    assert.deepEqual(await stored(), [before]);
  });

  await t.step("refuses what is forged, old or empty, and wakes nobody", async () => {
    await stack.sql("select pgmq.purge_queue('ingest')");
    const status = async (response: Promise<Response>) => (await response).status;
    assert.equal(await status(send(message(workspace), { secret: "other" })), 401);
    assert.equal(await status(send(message(workspace), { age: 301 })), 401);
    assert.equal(await status(ask(app, "/webhook-slack", { method: "POST", body: "{}" })), 401);
    assert.equal(await status(send("{")), 202);
    assert.equal(await status(send({ type: "something_new" })), 202);
    assert.deepEqual(await waiting(), []);
    assert.ok(!test.log.join("\n").includes("canary"));
  });
});
