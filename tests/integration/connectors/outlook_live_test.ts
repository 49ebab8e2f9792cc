import assert from "node:assert/strict";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { OutlookServer } from "../../providers/outlook/server.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack } from "../../support/stack.ts";

Deno.test("Outlook, linked over HTTP and followed", async (t) => {
  await using outlook = await OutlookServer.start();
  const mailbox = outlook.mailbox();
  const { clientId, clientSecret, redirectUris } = outlook.identity.registration;
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const said = mailbox.arrive({
    subject: "Rocket",
    html: "<p>We ship the rocket on Thursday.</p>",
    receivedAt: minutesAgo(30),
  });
  await using test = await startTestStack({
    env: {
      ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`,
      OUTLOOK_CLIENT_ID: clientId,
      OUTLOOK_CLIENT_SECRET: clientSecret,
      OUTLOOK_REDIRECT_URI: redirectUris[0] ?? "",
      OUTLOOK_LOGIN_URL: outlook.loginUrl,
      OUTLOOK_GRAPH_URL: outlook.graphUrl,
    },
  });
  const { stack, services } = test;
  const [connectors, prompts] = [connectorsApp(services), promptsApp(services)];
  const ada = await test.signUp("ada");
  const tick = async () => {
    await stack.sql("select internal.queue_due_ingests()");
    return await runIngestion(services, { budgetSeconds: 60 });
  };
  const subjects = async () =>
    (await stack.sql<{ subject: string }>(
      `select raw ->> 'subject' as subject from public.events
       where user_id = $1 and source = 'outlook' and deleted_at is null order by occurred_at`,
      [ada.id],
    )).map(({ subject }) => subject);
  // A native server may hold what other tests left waiting.
  await stack.sql("select pgmq.purge_queue('ingest')");

  await t.step("after linking, one tick brings the recent past into answers", async () => {
    const path = "/connectors/outlook/oauth/initiate";
    const { auth_url } = await (await ask(connectors, path, { token: ada.token })).json();
    const { search } = await outlook.visit(auth_url);
    const response = await ask(connectors, `/connectors/outlook/oauth/callback${search}`, {
      token: ada.token,
    });
    const linked = await response.json();
    assert.equal(response.status, 200, JSON.stringify(linked));
    assert.deepEqual(linked.missing_scopes, []);
    assert.equal(linked.provider_account_id, outlook.person.id);
    assert.deepEqual(await tick(), { completed: 1, retried: 0, dead: 0, drained: true });
    assert.deepEqual(await subjects(), ["Rocket"]);
    const asked = { token: ada.token, body: { prompt: "summarize last 2 hours" } };
    const summary = await (await ask(prompts, "/prompts", asked)).json();
    assert.match(JSON.stringify(summary.response), /We ship the rocket on Thursday/);
    const receipt = summary.coverage.find((entry: { source: string }) =>
      entry.source === "outlook"
    );
    assert.equal(receipt.status, "current", receipt.detail);
    // Nobody reaches this deployment from outside, so it is polled alone.
    assert.ok(outlook.requests.every(({ path }) => !path.startsWith("subscriptions")));
  });

  await t.step(
    "what was moved stays, what was deleted goes, and lost links lose nothing",
    async () => {
      const gone = mailbox.arrive({ subject: "Never mind" });
      await tick();
      assert.deepEqual(await subjects(), ["Rocket", "Never mind"]);
      mailbox.move(said.key, "archive");
      mailbox.remove(gone.key);
      await tick();
      assert.deepEqual(await subjects(), ["Rocket"]);
      outlook.graph.deltas.expire();
      await tick();
      assert.deepEqual(await subjects(), ["Rocket"]);
      assert.deepEqual(outlook.violations, []);
    },
  );

  await t.step("a revoked grant is said, and no secret is logged", async () => {
    outlook.grants.revoke(outlook.person.id);
    outlook.grants.expireAccess(outlook.person.id);
    await stack.sql("update public.oauth_tokens set expires_at = now()");
    await tick();
    const list = await (await ask(connectors, "/connectors", { token: ada.token })).json();
    assert.deepEqual([list.accounts[0].status, list.accounts[0].reason], [
      "revoked",
      "aadsts_50173",
    ]);
    const log = test.log.join("\n");
    for (const secret of [clientSecret, "rocket", "EwB"]) assert.ok(!log.includes(secret), secret);
  });
});
