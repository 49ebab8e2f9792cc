import assert from "node:assert/strict";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { ConnectorError } from "../../../shared/connectors/connector.ts";
import { codeChallenge, sha256Hex } from "../../../shared/connectors/oauth/pkce.ts";
import { createKeyring } from "../../../shared/connectors/tokens/envelope.ts";
import { TokenStore } from "../../../shared/connectors/tokens/token_store.ts";
import { CoverageReceipt } from "../../../shared/contracts/prompts.ts";
import { linkable, RecordedProvider } from "../../support/connectors/recorded_provider.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack, type TestUser } from "../../support/stack.ts";
import { storeEvents } from "../../support/timeline.ts";

const KEYS = `k1:${"0f".repeat(32)}`;
const APP = "https://app.example.test/linked";

Deno.test("the connectors function", async (t) => {
  const providers = { slack: new RecordedProvider(false), outlook: new RecordedProvider(true) };
  await using test = await startTestStack({
    env: { ENCRYPTION_KEYS: KEYS, APP_REDIRECT_URLS: `${APP},https://other.example.test/` },
    connectors: (name) =>
      Promise.resolve(linkable(name, new Map(Object.entries(providers)).get(name))),
  });
  const { stack, services } = test;
  const app = connectorsApp(services);
  const [ada, bob] = [await test.signUp("ada"), await test.signUp("bob")];
  const initiate = async (user: TestUser, provider = "slack", query = "") => {
    const path = `/connectors/${provider}/oauth/initiate${query}`;
    const response = await ask(app, path, { token: user.token });
    return { status: response.status, body: await response.json() };
  };
  /** As an app that calls it with the person's token, or as the browser of whoever comes back. */
  const callback = (
    provider: string,
    query: Record<string, string>,
    caller: TestUser | null = ada,
  ) =>
    ask(
      app,
      `/connectors/${provider}/oauth/callback?${new URLSearchParams(query)}`,
      caller === null ? {} : { token: caller.token },
    );
  const link = async (user: TestUser, provider: "slack" | "outlook" = "slack") => {
    const { body } = await initiate(user, provider);
    const answer = await callback(provider, { state: body.state, code: "c" }, user);
    return String((await answer.json()).linked_account_id);
  };

  await t.step("links an account and queues its first reading", async () => {
    const { status, body } = await initiate(ada);
    assert.equal(status, 200);
    const url = new URL(body.auth_url);
    assert.equal(url.searchParams.get("state"), body.state);
    assert.equal(url.searchParams.get("code_challenge"), null);
    const kept = await stack.sql("select * from internal.oauth_states");
    assert.ok(!JSON.stringify(kept).includes(body.state));
    assert.equal(kept[0]?.["state_hash"], await sha256Hex(body.state));

    const response = await callback("slack", { state: body.state, code: "one" });
    assert.equal(response.status, 200);
    const linked = await response.json();
    assert.deepEqual(linked, {
      linked_account_id: linked.linked_account_id,
      provider: "slack",
      provider_account_id: "T1",
      status: "active",
      missing_scopes: ["c"],
    });
    assert.deepEqual(providers.slack.exchanged, [["one", providers.slack.redirectUri, null]]);
    const waiting = await stack.sql("select message from pgmq.q_ingest");
    assert.deepEqual(waiting, [{
      message: {
        type: "ingest",
        version: 1,
        user_id: ada.id,
        linked_account_id: linked.linked_account_id,
        request_id: response.headers.get("x-request-id"),
      },
    }]);
  });

  await t.step("proves with PKCE that who began is who finishes, where there is PKCE", async () => {
    const { body } = await initiate(ada, "outlook");
    await callback("outlook", { state: body.state, code: "two" });
    const [, , verifier] = providers.outlook.exchanged[0] ?? [];
    const challenge = new URL(body.auth_url).searchParams.get("code_challenge");
    assert.equal(await codeChallenge(verifier ?? ""), challenge);
  });

  await t.step("refuses a state that is unknown, used, expired or another provider's", async () => {
    const refused = async (provider: string, query: Record<string, string>) => {
      const before = providers.slack.exchanged.length + providers.outlook.exchanged.length;
      const response = await callback(provider, query);
      const { code, errors } = await response.json();
      assert.equal(response.status, 400, code);
      const after = providers.slack.exchanged.length + providers.outlook.exchanged.length;
      assert.equal(after, before, "nothing was exchanged");
      return [code, errors[0].field];
    };
    const invalid = ["state_not_valid", "state"];
    assert.deepEqual(await refused("slack", { state: "x".repeat(43), code: "c" }), invalid);

    const used = (await initiate(ada)).body.state;
    await callback("slack", { state: used, code: "c" });
    assert.deepEqual(await refused("slack", { state: used, code: "c" }), invalid);

    const mixed = (await initiate(ada)).body.state;
    assert.deepEqual(await refused("outlook", { state: mixed, code: "c" }), invalid);
    assert.deepEqual(await refused("slack", { state: mixed, code: "c" }), invalid, "it is burnt");

    const late = (await initiate(ada)).body.state;
    await stack.sql("update internal.oauth_states set expires_at = now() - interval '1 second'");
    assert.deepEqual(await refused("slack", { state: late, code: "c" }), invalid);

    const denied = (await initiate(ada)).body.state;
    assert.deepEqual(await refused("slack", { state: denied, error: "<b>no</b>" }), [
      "access_denied",
      "code",
    ]);
    assert.deepEqual(await refused("slack", { code: "c" }), ["invalid_request", "state"]);
  });

  await t.step("sends people only to addresses that the operator named", async () => {
    for (const given of ["https://evil.example.test/", `${APP}/..`, `${APP}?x`, "javascript:1"]) {
      const { status, body } = await initiate(
        ada,
        "slack",
        `?redirect_to=${encodeURIComponent(given)}`,
      );
      assert.equal(status, 400, given);
      assert.equal(body.errors[0].field, "redirect_to");
    }
    const begin = () => initiate(ada, "slack", `?redirect_to=${encodeURIComponent(APP)}`);
    const good = await callback("slack", { state: (await begin()).body.state, code: "c" });
    assert.equal(good.status, 303);
    assert.match(
      good.headers.get("location") ?? "",
      /^https:\/\/app\.example\.test\/linked\?linked_account_id=[0-9a-f-]{36}$/,
    );
    const bad = await callback("slack", { state: (await begin()).body.state, error: "no" });
    assert.equal(bad.headers.get("location"), `${APP}?error=access_denied`);
  });

  await t.step("tells a code that the provider refuses from a provider that is down", async () => {
    const outcome = async (failure: ConnectorError) => {
      providers.slack.failure = failure;
      const response = await callback("slack", {
        state: (await initiate(ada)).body.state,
        code: "c",
      });
      providers.slack.failure = null;
      return [response.status, (await response.json()).code];
    };
    assert.deepEqual(await outcome(new ConnectorError("invalid_code", { kind: "relink" })), [
      400,
      "invalid_code",
    ]);
    assert.deepEqual(await outcome(new ConnectorError("status_503", { kind: "retry" })), [
      502,
      "status_503",
    ]);
    assert.deepEqual(await outcome(new ConnectorError("app_registration", { kind: "retry" })), [
      503,
      "app_registration",
    ]);
  });

  await t.step("says what can be done where the provider says why it refuses", async () => {
    const { state } = (await initiate(ada, "outlook")).body;
    const error_description = "AADSTS90094: <b>canary</b>";
    const response = await callback("outlook", { state, error: "x", error_description });
    const { code, detail } = await response.json();
    assert.deepEqual([response.status, code, detail], [
      400,
      "admin_consent_required",
      "Ask an admin",
    ]);
  });

  await t.step("shows, changes and reads one's own accounts, and nobody else's", async () => {
    const mine = await link(ada);
    providers.slack.account = "T2";
    const his = await link(bob);
    providers.slack.account = "T1";
    const list = await (await ask(app, "/connectors", { token: ada.token })).json();
    assert.deepEqual(
      list.accounts.map((account: { id: string }) => account.id).includes(his),
      false,
    );
    const shown = list.accounts.find((account: { id: string }) => account.id === mine);
    assert.equal(shown.name, "Acme");
    assert.deepEqual(shown.missing_scopes, ["c"]);
    assert.ok(!JSON.stringify(list).includes("canary"));

    const read = async (user: TestUser) => {
      const answer = await ask(app, "/connectors/coverage", { token: user.token });
      const { coverage } = CoverageReceipt.parse(await answer.json());
      return Object.fromEntries(coverage.map(({ source, status }) => [source, status]));
    };
    const { slack, telegram } = await read(ada);
    assert.deepEqual([slack, telegram], ["behind", "not_linked"]);
    assert.equal((await read(await test.signUp("new"))).slack, "not_linked");

    const selection = { include: ["C1"], exclude: ["C2"] };
    const change = (id: string, body: unknown) =>
      ask(app, `/connectors/${id}`, { method: "PATCH", token: ada.token, body });
    assert.deepEqual((await (await change(mine, { selection })).json()).selection, selection);
    assert.equal((await change(his, { selection })).status, 404);
    const wrong = await (await change(mine, { selection: { include: [7] } })).json();
    assert.equal(wrong.errors[0].field, "selection.include[0]");

    const sync = (id: string, user: TestUser) =>
      ask(app, `/connectors/${id}/sync`, { method: "POST", token: user.token, body: {} });
    await stack.sql("select pgmq.purge_queue('ingest')");
    const answers = await Promise.all(Array.from({ length: 5 }, () => sync(mine, ada)));
    assert.deepEqual(answers.map(({ status }) => status), [202, 202, 202, 202, 202]);
    assert.equal((await stack.sql("select 1 from pgmq.q_ingest")).length, 1);
    assert.equal((await sync(his, ada)).status, 404);
    await stack.sql("update public.linked_accounts set status = 'error' where id = $1", [mine]);
    assert.equal((await sync(mine, ada)).status, 409);
  });

  await t.step("unlinks: revoked at the provider, forgotten here, data as asked", async () => {
    providers.slack.account = "T9";
    const account = await link(ada);
    await storeEvents(test, ada.id, [{ at: "2026-03-18T14:00:00Z", text: "hello" }]);
    await stack.sql("update public.events set source_account_id = $1 where user_id = $2", [
      account,
      ada.id,
    ]);
    const remove = (user: TestUser, query = "") =>
      ask(app, `/connectors/${account}${query}`, { method: "DELETE", token: user.token });
    assert.equal((await remove(bob)).status, 404);
    assert.equal((await remove(ada, "?data=maybe")).status, 400);
    providers.slack.revoked.length = 0;
    const response = await remove(ada, "?data=delete");
    assert.deepEqual(await response.json(), { revoked: true, events_deleted: 1 });
    assert.deepEqual(providers.slack.revoked, ["canary-access"]);
    const left = await stack.sql(
      "select 1 from public.linked_accounts where id = $1 union all select 1 from public.oauth_tokens where linked_account_id = $1",
      [account],
    );
    assert.deepEqual(left, []);
    assert.equal((await remove(ada)).status, 404);

    const again = await link(ada);
    providers.slack.failure = new ConnectorError("status_503", { kind: "retry" });
    const kept = await ask(app, `/connectors/${again}`, { method: "DELETE", token: ada.token });
    providers.slack.failure = null;
    assert.deepEqual(await kept.json(), { revoked: false, events_deleted: 0 });
  });

  await t.step("logs no secret, and without keys links nothing, yet unlinks", async () => {
    assert.ok(!test.log.join("\n").includes("canary"));
    const tokens = new TokenStore(services.internal, await createKeyring([KEYS]));
    assert.equal((await tokens.read(await link(bob)))?.access, "canary-access");
    await using bare = await startTestStack({
      connectors: (name) => Promise.resolve(linkable(name, providers.slack)),
    });
    const person = await bare.signUp();
    const path = "/connectors/slack/oauth/initiate";
    const response = await ask(connectorsApp(bare.services), path, { token: person.token });
    assert.equal(response.status, 503);
    assert.equal((await response.json()).code, "encryption_not_configured");
    // As an export's account stands there, which never had a token.
    const [exported] = await bare.stack.sql<{ id: string }>(
      `insert into public.linked_accounts (user_id, provider, provider_account_id, status)
       values ($1, 'slack', 'T-export', 'active') returning id`,
      [person.id],
    );
    const gone = await ask(connectorsApp(bare.services), `/connectors/${exported?.id}`, {
      method: "DELETE",
      token: person.token,
    });
    assert.deepEqual(await gone.json(), { revoked: false, events_deleted: 0 });
  });
});
