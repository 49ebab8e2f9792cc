import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { webhookApp } from "../../../shared/apps/webhook.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { SlackServer } from "../../providers/slack/server.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack, type TestUser } from "../../support/stack.ts";

const SIGNING = "slack-signing-secret-of-the-test";

Deno.test("Slack, linked over HTTP and followed", async (t) => {
  await using slack = new SlackServer({ rotates: true });
  const { workspace } = slack;
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  for (const [id, name] of [["U1", "Mira"], ["U2", "Jonas"]]) {
    workspace.addMember(id ?? "", name ?? "");
  }
  workspace.addConversation("C1", "launch", ["U1", "U2"]);
  const old = workspace.post("C1", "U2", "Who brings the banner?", minutesAgo(25 * 24 * 60));
  workspace.post("C1", "U2", "We ship the rocket on Thursday, <@U1>.", minutesAgo(30));
  const gone = workspace.post("C1", "U2", "canary: never mind this one", minutesAgo(20));

  await using test = await startTestStack({
    env: {
      ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`,
      SLACK_CLIENT_ID: slack.clientId,
      SLACK_CLIENT_SECRET: slack.clientSecret,
      SLACK_REDIRECT_URI: slack.redirectUris[0] ?? "",
      SLACK_API_URL: `${slack.url}/api/`,
      SLACK_AUTHORIZE_URL: `${slack.url}/oauth/v2/authorize`,
      SLACK_SIGNING_SECRET: SIGNING,
    },
  });
  const { stack, services } = test;
  const [connectors, prompts] = [connectorsApp(services), promptsApp(services)];
  const mira = await test.signUp("mira");

  /** Through the browser, as a person who says yes. */
  const link = async (user: TestUser) => {
    const path = "/connectors/slack/oauth/initiate";
    const { auth_url } = await (await ask(connectors, path, { token: user.token })).json();
    const consent = await fetch(auth_url, { redirect: "manual" });
    await consent.body?.cancel();
    const { search } = new URL(consent.headers.get("location") ?? "");
    const response = await ask(connectors, `/connectors/slack/oauth/callback${search}`, {
      token: user.token,
    });
    assert.equal(response.status, 200);
    return await response.json();
  };
  const tick = async () => {
    await stack.sql("select internal.queue_due_ingests()");
    return await runIngestion(services, { budgetSeconds: 60 });
  };
  const answer = async (prompt: string) => {
    const asked = { token: mira.token, body: { prompt } };
    const response = await ask(prompts, "/prompts", asked);
    assert.equal(response.status, 200);
    return await response.json();
  };
  const texts = async () =>
    (await stack.sql<{ text: string }>(
      `select text_for_embedding as text from public.events
       where user_id = $1 and deleted_at is null order by occurred_at`,
      [mira.id],
    )).map(({ text }) => text);

  // A native server may hold what other tests left waiting.
  await stack.sql("select pgmq.purge_queue('ingest')");

  await t.step("after linking, one tick brings the recent past into answers", async () => {
    const linked = await link(mira);
    assert.deepEqual(linked.missing_scopes, []);
    assert.equal(linked.provider_account_id, workspace.id);
    assert.deepEqual(await tick(), { completed: 1, retried: 0, dead: 0, drained: true });
    assert.deepEqual(await texts(), [
      "Who brings the banner?",
      "We ship the rocket on Thursday, @Mira.",
      "canary: never mind this one",
    ]);
    const summary = await answer("summarize last 2 hours");
    assert.match(JSON.stringify(summary.response), /We ship the rocket on Thursday/);
    const [receipt] = summary.coverage.filter((entry: { source: string }) =>
      entry.source === "slack"
    );
    assert.equal(receipt.status, "current", receipt.detail);
    const cited = summary.citations.find((citation: { title: string }) =>
      citation.title === "Jonas in #launch"
    );
    assert.match(cited.url, /^https:\/\/acme\.slack\.com\/archives\/C1\/p\d+$/);
  });

  await t.step("edits, deletions and late replies arrive with later ticks", async () => {
    workspace.post("C1", "U1", "I bring it", new Date(), { thread_ts: old.ts });
    workspace.remove("C1", gone.ts, new Date());
    await tick();
    await tick();
    assert.deepEqual(await texts(), [
      "Who brings the banner?",
      "We ship the rocket on Thursday, @Mira.",
      "I bring it",
    ]);
  });

  await t.step("a push wakes the reading, and the message is there", async () => {
    const body = JSON.stringify({
      type: "event_callback",
      team_id: workspace.id,
      event: { type: "message" },
    });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac("sha256", SIGNING).update(`v0:${timestamp}:${body}`).digest("hex");
    workspace.post("C1", "U2", "Pushed: the banner is blue", new Date());
    const pushed = await ask(webhookApp("slack", services), "/webhook-slack", {
      method: "POST",
      body,
      headers: { "x-slack-signature": `v0=${signature}`, "x-slack-request-timestamp": timestamp },
    });
    assert.equal(pushed.status, 202);
    await runIngestion(services, { budgetSeconds: 60 });
    assert.ok((await texts()).includes("Pushed: the banner is blue"));
  });

  await t.step("an expired, rotating token is renewed once, whoever reads", async () => {
    await stack.sql("update public.oauth_tokens set expires_at = now()");
    const before = slack.grants.refreshes;
    await tick();
    assert.equal(slack.grants.refreshes, before + 1);
  });

  await t.step("a revoked grant is said, and the account is not read any more", async () => {
    slack.grants.revokeAll("U1");
    await tick();
    const list = await (await ask(connectors, "/connectors", { token: mira.token })).json();
    assert.equal(list.accounts[0].status, "revoked");
    assert.equal(list.accounts[0].reason, "invalid_auth");
    assert.deepEqual(await tick(), { completed: 0, retried: 0, dead: 0, drained: true });
    const { coverage } = await answer("summarize last 2 hours");
    const receipt = coverage.find((entry: { source: string }) => entry.source === "slack");
    assert.equal(receipt.status, "broken");

    await link(mira);
    await tick();
    const again = await (await ask(connectors, "/connectors", { token: mira.token })).json();
    assert.deepEqual(again.accounts.map((account: { status: string }) => account.status), [
      "active",
    ]);
  });

  await t.step("no secret and no text is logged, queued or kept in a cursor", async () => {
    assert.deepEqual(slack.violations, []);
    const kept = [
      test.log.join("\n"),
      JSON.stringify(
        await stack.sql(
          "select message from pgmq.q_ingest union all select message from pgmq.q_embed",
        ),
      ),
      JSON.stringify(await stack.sql("select cursor from internal.sync_cursors")),
      JSON.stringify(await stack.sql("select * from internal.job_runs")),
    ].join("\n");
    for (const secret of ["canary", "xoxe", "rocket", slack.clientSecret]) {
      assert.ok(!kept.includes(secret), secret);
    }
  });
});
