import assert from "node:assert/strict";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { ConnectorError } from "../../../shared/connectors/connector.ts";
import { sha256Hex } from "../../../shared/connectors/oauth/pkce.ts";
import { runRetention } from "../../../shared/jobs/retain/run_retention.ts";
import { linkable, RecordedProvider } from "../../support/connectors/recorded_provider.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack, type TestUser } from "../../support/stack.ts";

const APP = "https://app.example.test/linked";

Deno.test("a grant is linked for who began, whoever comes back from the provider", async (t) => {
  const providers = { slack: new RecordedProvider(false), outlook: new RecordedProvider(true) };
  const { slack } = providers;
  await using test = await startTestStack({
    env: { ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`, APP_REDIRECT_URLS: APP },
    connectors: (name) =>
      Promise.resolve(linkable(name, new Map(Object.entries(providers)).get(name))),
  });
  const { stack, services } = test;
  const app = connectorsApp(services);
  const [ada, bob] = [await test.signUp("ada"), await test.signUp("bob")];

  const begin = async (user: TestUser, query = "") => {
    const path = `/connectors/slack/oauth/initiate${query}`;
    return String((await (await ask(app, path, { token: user.token })).json()).state);
  };
  const comeBack = (
    state: string,
    asked: { token?: string; headers?: Record<string, string> } = {},
  ) =>
    ask(
      app,
      `/connectors/slack/oauth/callback?${new URLSearchParams({ state, code: "c" })}`,
      { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" }, ...asked },
    );
  /** A handle of what this person began, and a token that nobody else has. */
  let granted = 0;
  const handleOf = async (user: TestUser) => {
    slack.access = `canary-grant-${granted++}`;
    const answer = await (await comeBack(await begin(user))).json();
    assert.equal(answer.status, "confirm");
    return String(answer.handle);
  };
  const complete = async (user: TestUser | null, handle: unknown, provider = "slack") => {
    const response = await ask(app, `/connectors/${provider}/oauth/complete`, {
      ...(user === null ? {} : { token: user.token }),
      body: { handle },
    });
    const answer = await response.json();
    const { code, errors } = answer;
    return { status: response.status, code, field: errors?.[0]?.field, linked: answer };
  };
  const accountsOf = async (user: TestUser) =>
    (await stack.sql("select 1 from public.linked_accounts where user_id = $1", [user.id])).length;
  const waiting = async () => (await stack.sql("select 1 from internal.oauth_grants")).length;
  const retain = async () => {
    await stack.sql("select internal.queue_retention()");
    const { retried, dead } = await runRetention(services);
    assert.deepEqual([retried, dead], [0, 0]);
  };
  const gone = { status: 400, code: "handle_not_valid", field: "handle" };
  const isGone = ({ status, code, field }: typeof gone) =>
    assert.deepEqual({ status, code, field }, gone);

  // A native server may hold what other tests left waiting.
  await stack.sql("delete from internal.oauth_grants");
  await stack.sql("select pgmq.purge_queue('retain')");

  await t.step("a program that was given the code links at once, as it always did", async () => {
    const headers = { accept: "application/json" };
    const answer = await (await comeBack(await begin(bob), { headers })).json();
    assert.deepEqual([answer.status, answer.provider], ["active", "slack"]);
    assert.equal(await accountsOf(bob), 1);
  });

  await t.step("a browser alone links nothing; who began claims it, once", async () => {
    const response = await comeBack(await begin(ada));
    assert.equal(response.status, 200);
    const answer = await response.json();
    assert.deepEqual(
      { ...answer, handle: "" },
      { status: "confirm", provider: "slack", handle: "", expires_in: 600 },
    );
    assert.equal(await accountsOf(ada), 0);
    const [kept] = await stack.sql("select * from internal.oauth_grants");
    assert.equal(kept?.["handle_hash"], await sha256Hex(answer.handle));
    assert.ok(!JSON.stringify(kept).includes(answer.handle), "the handle is kept as a hash");
    assert.ok(!JSON.stringify(kept).includes("canary"), "the token is sealed");

    assert.equal((await complete(null, answer.handle)).status, 401);
    const { status, code, linked } = await complete(ada, answer.handle);
    assert.deepEqual([status, linked.provider_account_id], [200, "T1"], code);
    assert.equal(await accountsOf(ada), 1);
    assert.equal(await waiting(), 0);
    const reading = await stack.sql(
      "select 1 from pgmq.q_ingest where message ->> 'linked_account_id' = $1",
      [linked.linked_account_id],
    );
    assert.equal(reading.length, 1, "it is read soon");
    isGone(await complete(ada, answer.handle));
    assert.deepEqual(slack.revoked, []);
  });

  await t.step("claimed by many at once, it is linked once", async () => {
    const handle = await handleOf(ada);
    const answers = await Promise.all(Array.from({ length: 4 }, () => complete(ada, handle)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400, 400]);
    assert.deepEqual(slack.revoked, []);
  });

  await t.step("in anybody else's session nothing is linked, and the grant ends", async () => {
    for (const [began, came] of [[ada, bob], [bob, ada]] as const) {
      const before = [await accountsOf(ada), await accountsOf(bob)];
      const handle = await handleOf(began);
      const token = slack.access;
      slack.revoked.length = 0;
      const refused = await complete(came, handle);
      assert.deepEqual([refused.status, refused.code], [403, "not_who_began"]);
      assert.deepEqual(slack.revoked, [token]);
      isGone(await complete(began, handle));
      assert.deepEqual([await accountsOf(ada), await accountsOf(bob)], before);
    }
    assert.equal(await waiting(), 0);
  });

  await t.step("a token at the callback has to be that of who began", async () => {
    const state = await begin(ada);
    const before = slack.exchanged.length;
    assert.equal((await comeBack(state, { token: "not.a.token" })).status, 401);
    const refused = await comeBack(state, { token: bob.token });
    assert.deepEqual([refused.status, (await refused.json()).code], [403, "not_who_began"]);
    assert.equal(slack.exchanged.length, before, "no code was exchanged");
    assert.equal((await comeBack(state, { token: ada.token })).status, 400, "the state is used");
  });

  await t.step("an app is told in the fragment, which no server is sent", async () => {
    const query = `?redirect_to=${encodeURIComponent(APP)}`;
    const response = await comeBack(await begin(ada, query));
    assert.equal(response.status, 303);
    const target = new URL(response.headers.get("location") ?? "");
    assert.equal(target.origin + target.pathname + target.search, APP);
    const told = new URLSearchParams(target.hash.slice(1));
    assert.equal(told.get("provider"), "slack");
    assert.equal((await complete(ada, told.get("handle"))).status, 200);
    const stranger = await comeBack(await begin(ada, query), { token: bob.token });
    assert.equal(stranger.headers.get("location"), `${APP}?error=not_who_began`);
  });

  await t.step("too late, at another provider or no handle at all: refused", async () => {
    for (const handle of ["", "x".repeat(42), "'; drop", 7, null]) {
      const { status, field } = await complete(ada, handle);
      assert.deepEqual([status, field], [400, "handle"], JSON.stringify(handle));
    }
    isGone(await complete(ada, "x".repeat(43)));
    slack.revoked.length = 0;
    const late = await handleOf(ada);
    await stack.sql("update internal.oauth_grants set expires_at = now() - interval '1 second'");
    isGone(await complete(ada, late));
    const mixed = await handleOf(ada);
    isGone(await complete(ada, mixed, "outlook"));
    isGone(await complete(ada, mixed));
    assert.equal(slack.revoked.length, 2);
    assert.equal(await waiting(), 0);
  });

  await t.step("a sealed grant that was moved under another handle does not open", async () => {
    const [adas, bobs] = [await handleOf(ada), await handleOf(bob)];
    await stack.sql(
      `update internal.oauth_grants g set grant_enc = o.grant_enc from internal.oauth_grants o
       where g.handle_hash = $1 and o.handle_hash = $2`,
      [await sha256Hex(bobs), await sha256Hex(adas)],
    );
    const before = await accountsOf(bob);
    assert.equal((await complete(bob, bobs)).status, 500);
    assert.equal(await accountsOf(bob), before);
    assert.equal((await complete(ada, adas)).status, 200);
    await stack.sql("delete from internal.oauth_grants");
  });

  await t.step(
    "what nobody claims is ended by retention, as soon as the provider does",
    async () => {
      slack.revoked.length = 0;
      const handle = await handleOf(bob);
      await retain();
      assert.deepEqual([slack.revoked, await waiting()], [[], 1], "it may be claimed still");
      await stack.sql("update internal.oauth_grants set expires_at = now()");
      slack.failure = new ConnectorError("status_503", { kind: "retry" });
      await retain();
      assert.equal(await waiting(), 1, "kept to be tried again");
      slack.failure = null;
      slack.revoked.length = 0;
      await retain();
      assert.deepEqual([slack.revoked, await waiting()], [[slack.access], 0]);
      isGone(await complete(bob, handle));

      await handleOf(bob);
      slack.failure = new ConnectorError("status_503", { kind: "retry" });
      await stack.sql(
        "update internal.oauth_grants set expires_at = now(), created_at = now() - interval '8 days'",
      );
      await retain();
      slack.failure = null;
      assert.equal(await waiting(), 0, "forgotten after a week");
    },
  );

  await t.step("the token of a linked account is not ended with a grant that has it", async () => {
    const state = await begin(bob);
    assert.equal((await comeBack(state, { token: bob.token })).status, 200);
    const answer = await (await comeBack(await begin(ada))).json();
    slack.revoked.length = 0;
    assert.equal((await complete(bob, answer.handle)).status, 403);
    assert.deepEqual([slack.revoked, await waiting()], [[], 0]);
  });

  await t.step("of who begins again and again, only the last ten may be claimed", async () => {
    const handles = [];
    for (let begun = 0; begun < 12; begun++) handles.push(await handleOf(ada));
    isGone(await complete(ada, handles[0]));
    assert.equal((await complete(ada, handles.at(-1))).status, 200);
    await stack.sql("update internal.oauth_grants set expires_at = now()");
    await retain();
    assert.equal(await waiting(), 0);
  });

  assert.ok(!test.log.join("\n").includes("canary"));
});
