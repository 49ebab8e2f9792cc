import assert from "node:assert/strict";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { webhookApp } from "../../../shared/apps/webhook.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { OutlookServer } from "../../providers/outlook/server.ts";
import { SlackServer } from "../../providers/slack/server.ts";
import { ask } from "../../support/functions.ts";
import { tablesThatHold } from "../../support/leaks.ts";
import { startTestStack } from "../../support/stack.ts";

/** Of this run alone: a native server holds what other tests wrote. */
const BIRD = `canary-${crypto.randomUUID()}`;
/** No word that a provider would use for what is wrong. */
const CANARY = `${BIRD}: the kingfisher of 4711`;
const SIGNING = `${BIRD}-signing-secret`;
/** Runs after which a message that always fails has to be dead. */
const MOST_RUNS = 10;

Deno.test("no canary of a token, a text or a provider's error is logged, queued or recorded", async (t) => {
  await using slack = new SlackServer({ rotates: true, clientSecret: `${BIRD}-slack-secret` });
  await using outlook = await OutlookServer.start({
    registration: { clientSecret: `${BIRD}-outlook-secret` },
  });
  const { workspace } = slack;
  workspace.addMember("U1", "Mira");
  workspace.addConversation("C1", "launch", ["U1"]);
  workspace.post("C1", "U1", `Slack says ${CANARY}`, new Date(Date.now() - 60_000));
  const mailbox = outlook.mailbox();
  mailbox.arrive({ subject: `Subject ${CANARY}`, html: `<p>Mail says ${CANARY}</p>` });
  const { registration } = outlook.identity;
  await using test = await startTestStack({
    env: {
      ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`,
      LOG_LEVEL: "DEBUG",
      SLACK_CLIENT_ID: slack.clientId,
      SLACK_CLIENT_SECRET: slack.clientSecret,
      SLACK_REDIRECT_URI: slack.redirectUris[0] ?? "",
      SLACK_API_URL: `${slack.url}/api/`,
      SLACK_AUTHORIZE_URL: `${slack.url}/oauth/v2/authorize`,
      SLACK_SIGNING_SECRET: SIGNING,
      OUTLOOK_CLIENT_ID: registration.clientId,
      OUTLOOK_CLIENT_SECRET: registration.clientSecret,
      OUTLOOK_REDIRECT_URI: registration.redirectUris[0] ?? "",
      OUTLOOK_LOGIN_URL: outlook.loginUrl,
      OUTLOOK_GRAPH_URL: outlook.graphUrl,
    },
  });
  const { stack, services, log } = test;
  const app = connectorsApp(services);
  const mira = await test.signUp("mira");
  /** What must not be found; whatever was given to somebody is added. */
  const secrets = new Set([BIRD]);
  const answers: string[] = [];
  const accounts: string[] = [];

  /** Through the browser, as a person who says yes, up to where the handle is. */
  const consent = async (provider: "slack" | "outlook") => {
    const path = `/connectors/${provider}/oauth/initiate`;
    const begun = await (await ask(app, path, { token: mira.token })).json();
    secrets.add(String(begun.state));
    const back = await fetch(begun.auth_url, { redirect: "manual" });
    await back.body?.cancel();
    const { search, searchParams } = new URL(back.headers.get("location") ?? "");
    secrets.add(searchParams.get("code") ?? "");
    const headers = { "sec-fetch-mode": "navigate" };
    return await ask(app, `/connectors/${provider}/oauth/callback${search}`, { headers });
  };
  const link = async (provider: "slack" | "outlook") => {
    const { handle } = await (await consent(provider)).json();
    secrets.add(String(handle));
    const body = { handle };
    const path = `/connectors/${provider}/oauth/complete`;
    const linked = await (await ask(app, path, { token: mira.token, body })).json();
    accounts.push(String(linked.linked_account_id));
  };
  const noteTokens = async () => {
    const { tokens } = await services.linking();
    for (const account of accounts) {
      const token = await tokens.read(account);
      for (const secret of [token?.access, token?.refresh]) if (secret) secrets.add(secret);
    }
  };
  /** Reads until nothing waits any more, as if all pauses were over. */
  const readToTheEnd = async (mayWaitForEver = false) => {
    await stack.sql(
      "update public.linked_accounts set status = 'active' where id = any ($1)",
      [accounts],
    );
    await stack.sql("select internal.queue_due_ingests()");
    for (let run = 0;; run++) {
      await stack.sql("update internal.account_leases set waiting_until = null");
      await stack.sql("delete from internal.rate_limits where bucket like 'slack:%'");
      await stack.sql("update pgmq.q_ingest set vt = clock_timestamp()");
      if ((await stack.sql("select 1 from pgmq.q_ingest")).length === 0) break;
      if (run === MOST_RUNS && mayWaitForEver) break;
      assert.ok(run < MOST_RUNS, "a message comes to no end");
      await runIngestion(services, { budgetSeconds: 60 });
    }
    await noteTokens();
    // Now, since what is wrong with an account is forgotten when it goes well again.
    const found = await tablesThatHold((statement) => stack.sql(statement), [...secrets]);
    assert.deepEqual(found, []);
  };
  /** A dead letter keeps the last cause of its message alone; the log has each. */
  const diedOf = (cause: string) =>
    log.some((line) => line.includes('"result":"dead"') && line.includes(`"cause":"${cause}"`));
  // A native server may hold what other tests left waiting.
  await stack.sql("select pgmq.purge_queue('ingest')");

  await t.step("while both are linked and read", async () => {
    await link("slack");
    await link("outlook");
    await readToTheEnd();
    const read = await stack.sql(
      "select 1 from public.events where user_id = $1 and strpos(text_for_embedding, $2) > 0",
      [mira.id, CANARY],
    );
    assert.equal(read.length, 2, "the texts themselves are there");
  });

  await t.step("while they fail in every way, up to dead letters", async () => {
    const slackFaults = [
      { status: 500, body: CANARY },
      { status: 503, body: `<html>${CANARY}</html>`, headers: { "x-canary": CANARY } },
      { error: CANARY },
      { cut: true as const },
    ];
    const outlookFaults = [
      { status: 500, body: CANARY },
      { status: 502, code: CANARY, message: CANARY },
      { status: 400, code: CANARY, message: CANARY },
      { status: 403, code: "ErrorAccessDenied", message: CANARY },
      { status: 200, body: `{"value": "${CANARY}"` },
    ];
    for (const fault of slackFaults) {
      slack.fault = () => fault;
      await readToTheEnd();
    }
    slack.fault = () => null;
    for (const fault of outlookFaults) {
      outlook.fault = () => fault;
      await readToTheEnd();
    }
    for (const cause of ["status_500", "status_503", "unexpected_answer"]) {
      assert.ok(diedOf(cause), cause);
    }
    // Who is told to wait has failed at nothing, and goes on waiting.
    const wait = { status: 429, body: CANARY, headers: { "retry-after": "1", "x-canary": CANARY } };
    [slack.fault, outlook.fault] = [() => wait, () => wait];
    await readToTheEnd(true);
    await stack.sql("select pgmq.purge_queue('ingest')");
    for (const provider of ["slack", "outlook"] as const) {
      const refusal = { status: 400, body: JSON.stringify({ error: CANARY }) };
      outlook.fault = ({ path }) => path.endsWith("/token") ? refusal : null;
      slack.fault = () => ({ error: CANARY });
      answers.push(await (await consent(provider)).text());
      const path = `/connectors/${provider}/oauth/initiate`;
      const { state } = await (await ask(app, path, { token: mira.token })).json();
      const told = { state, error: CANARY, error_description: `AADSTS65004: ${CANARY}` };
      const query = new URLSearchParams(told);
      answers.push(
        await (await ask(app, `/connectors/${provider}/oauth/callback?${query}`)).text(),
      );
    }
    [slack.fault, outlook.fault] = [() => null, () => null];
  });

  await t.step("while the database refuses what was read, and says the row", async () => {
    await stack.sql(
      "alter table public.events add constraint no_poison check (text_for_embedding !~ 'poison') not valid",
    );
    try {
      workspace.post("C1", "U1", `poison of ${CANARY}`, new Date());
      await readToTheEnd();
    } finally {
      await stack.sql("alter table public.events drop constraint no_poison");
    }
    assert.ok(diedOf("23514"), "a check of the table");
  });

  await t.step("while a grant is over, and pushes and handles are made up", async () => {
    slack.grants.revokeAll("U1");
    await readToTheEnd();
    const push = (provider: "slack" | "outlook", body: unknown) =>
      ask(webhookApp(provider, services), `/webhook-${provider}`, { body, undescribed: true });
    answers.push(await (await push("slack", { type: "event_callback", team_id: CANARY })).text());
    const forged = { value: [{ subscriptionId: CANARY, clientState: CANARY }] };
    answers.push(await (await push("outlook", forged)).text());
    const body = { handle: CANARY };
    const asked = { token: mira.token, body };
    answers.push(await (await ask(app, "/connectors/slack/oauth/complete", asked)).text());
  });

  assert.ok(secrets.size > 12, "tokens, states, codes and handles are among what is sought");
  assert.ok((await stack.sql("select 1 from internal.dead_letters")).length > 0);
  const found = await tablesThatHold((statement) => stack.sql(statement), [...secrets]);
  assert.deepEqual(found, []);
  for (const secret of secrets) {
    for (const said of [...log, ...answers]) assert.ok(!said.includes(secret), said);
  }
  assert.ok(log.some((line) => line.includes("job")), "something was logged");
  // The search itself finds what is there: the texts in the events.
  const texts = await tablesThatHold((statement) => stack.sql(statement), [CANARY], [], ["public"]);
  assert.ok(texts.includes("public.events"));
});
