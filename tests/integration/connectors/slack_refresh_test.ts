import assert from "node:assert/strict";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { ConnectorError } from "../../../shared/connectors/connector.ts";
import { NEEDED_SCOPES } from "../../../shared/connectors/slack/live/oauth.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { SlackServer } from "../../providers/slack/server.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack } from "../../support/stack.ts";

const READERS = 20;

Deno.test("20 readers of an account whose rotating token has expired refresh it once at Slack", async (t) => {
  let ahead = 0;
  await using slack = new SlackServer({ rotates: true, now: () => Date.now() + ahead });
  const { workspace, grants } = slack;
  workspace.addMember("U1", "Mira");
  workspace.addConversation("C1", "launch", ["U1"]);
  workspace.post("C1", "U1", "hello", new Date(Date.now() - 60_000));
  await using test = await startTestStack({
    env: {
      ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`,
      SLACK_CLIENT_ID: slack.clientId,
      SLACK_CLIENT_SECRET: slack.clientSecret,
      SLACK_REDIRECT_URI: slack.redirectUris[0] ?? "",
      SLACK_API_URL: `${slack.url}/api/`,
    },
  });
  const { stack, services } = test;
  const mira = await test.signUp("mira");
  const { tokens } = await services.linking();
  const { access_token: access, refresh_token: refresh, scope: scopes } = grants.issue(
    "U1",
    [...NEEDED_SCOPES],
  );
  const expired = { access, refresh: refresh ?? null, expiresAt: new Date(0), scopes };
  const id = await tokens.link({
    userId: mira.id,
    provider: "slack",
    providerAccountId: workspace.id,
    metadata: { user: "U1", domain: workspace.domain },
    token: expired,
  });
  const account = {
    id,
    userId: mira.id,
    provider: "slack" as const,
    providerAccountId: workspace.id,
    metadata: { user: "U1", domain: workspace.domain },
  };
  /** Whatever is stored has run out, at Slack and here. */
  const runOut = async () => {
    ahead += 13 * 3_600_000;
    await stack.sql(
      "update public.oauth_tokens set expires_at = now() - interval '1 second' where linked_account_id = $1",
      [id],
    );
    await stack.sql("delete from internal.rate_limits where bucket like $1", [
      `slack:${workspace.id}:%`,
    ]);
  };
  // A native server may hold what other tests left waiting.
  await stack.sql("select pgmq.purge_queue('ingest')");

  await t.step("twenty who read it at the same moment, past every lease", async () => {
    const slackConnector = await services.connectors("slack");
    assert.ok(slackConnector?.pull);
    const pull = slackConnector.pull.bind(slackConnector);
    const { signal } = new AbortController();
    await runOut();
    const endings = await Promise.all(Array.from({ length: READERS }, async () => {
      try {
        for await (const _ of pull(account, [], { signal })) return "read";
      } catch (error) {
        if (error instanceof ConnectorError) return error.code;
        throw error;
      }
    }));
    // The workspace's quota has no turn for all of them; nobody is refused by Slack.
    assert.deepEqual([...new Set(endings)].sort(), ["quota_planned", "read"]);
    assert.equal(grants.refreshes, 1);
    const stored = await tokens.read(id);
    assert.notEqual(stored?.refresh, expired.refresh, "the new refresh token is kept");
    assert.equal(typeof grants.check(stored?.access ?? null), "object", "and its token is good");
  });

  await t.step("twenty who ask for a reading over HTTP, and as many workers", async () => {
    const app = connectorsApp(services);
    await runOut();
    const asked = await Promise.all(
      Array.from(
        { length: READERS },
        () => ask(app, `/connectors/${id}/sync`, { method: "POST", token: mira.token, body: {} }),
      ),
    );
    assert.deepEqual([...new Set(asked.map(({ status }) => status))], [202]);
    await Promise.all(
      Array.from({ length: READERS }, () => runIngestion(services, { budgetSeconds: 60 })),
    );
    assert.equal(grants.refreshes, 2);
    const [state] = await stack.sql(
      `select a.status, l.last_error_code, l.last_success_at is not null as read
       from public.linked_accounts a join internal.account_leases l on l.linked_account_id = a.id
       where a.id = $1`,
      [id],
    );
    assert.deepEqual(state, { status: "active", last_error_code: null, read: true });
    const events = await stack.sql("select 1 from public.events where user_id = $1", [mira.id]);
    assert.equal(events.length, 1);
  });

  assert.deepEqual(slack.violations, []);
});
