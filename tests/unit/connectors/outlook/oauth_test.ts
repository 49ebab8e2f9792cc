import assert from "node:assert/strict";
import { ConnectorError } from "../../../../shared/connectors/connector.ts";
import { OutlookOAuth } from "../../../../shared/connectors/outlook/live/oauth.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const REDIRECT = "https://project.example.test/outlook/callback";

interface Asked {
  path: string;
  method: string;
  prefer: string | null;
  fields: Record<string, string>;
}

/** Both of Microsoft's servers, as far as one answer each. */
function setUp(answers: Record<string, () => Response>) {
  const asked: Asked[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const { method, headers } = request;
    const fields = Object.fromEntries(new URLSearchParams(await request.text()));
    asked.push({ path: pathname, method, prefer: headers.get("prefer"), fields });
    return answers[`${method} ${pathname}`]?.() ?? new Response(null, { status: 500 });
  });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const oauth = new OutlookOAuth({
    clientId: "app",
    clientSecret: "s",
    redirectUri: REDIRECT,
    tenantId: "common",
    loginUrl: url,
    graphUrl: `${url}v1.0/`,
    fetch,
    now: () => NOW,
  });
  return { oauth, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const given = (scope: string, more: Record<string, string> = { refresh_token: "r1" }) => () =>
  Response.json({ access_token: "a1", expires_in: 3600, scope, ...more });
const mira = () =>
  Response.json({
    id: "u-1",
    displayName: "Mira",
    mail: "Mira@a.example",
    userPrincipalName: "m@b",
  });
const TOKEN = "POST /common/oauth2/v2.0/token";

Deno.test("OutlookOAuth sends a person to consent with a challenge and all scopes", async () => {
  await using site = setUp({});
  const url = new URL(site.oauth.authorizationUrl({
    state: "the-state",
    redirectUri: REDIRECT,
    codeChallenge: "the-challenge",
  }));
  assert.equal(url.pathname, "/common/oauth2/v2.0/authorize");
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    client_id: "app",
    response_type: "code",
    response_mode: "query",
    redirect_uri: REDIRECT,
    scope: "openid profile offline_access User.Read Mail.Read Calendars.Read",
    state: "the-state",
    prompt: "select_account",
    code_challenge: "the-challenge",
    code_challenge_method: "S256",
  });
});

Deno.test("OutlookOAuth exchanges a code with its verifier and reads whose mailbox it is", async () => {
  const scope = "https://graph.microsoft.com/User.Read mail.readwrite Calendars.Read";
  await using site = setUp({ [TOKEN]: given(scope), "GET /v1.0/me": mira });
  const grant = await site.oauth.exchange("the-code", REDIRECT, "the-verifier");
  assert.equal(grant.providerAccountId, "u-1");
  assert.deepEqual(grant.metadata, {
    name: "Mira@a.example",
    owner_name: "Mira",
    user: "u-1",
    addresses: ["mira@a.example", "m@b"],
  });
  assert.deepEqual(grant.missingScopes, []);
  assert.equal(grant.token.expiresAt?.toISOString(), "2026-03-01T13:00:00.000Z");
  assert.deepEqual(site.asked[0]?.fields, {
    client_id: "app",
    client_secret: "s",
    grant_type: "authorization_code",
    code: "the-code",
    redirect_uri: REDIRECT,
    code_verifier: "the-verifier",
  });
  assert.equal(site.asked[1]?.prefer, 'IdType="ImmutableId"');
});

Deno.test("OutlookOAuth says which scopes a person or an organisation withheld", async () => {
  await using site = setUp({
    [TOKEN]: given("User.Read Calendars.Read", {}),
    "GET /v1.0/me": mira,
  });
  const { missingScopes } = await site.oauth.exchange("c", REDIRECT, "v");
  assert.deepEqual(missingScopes, ["Mail.Read", "offline_access"]);
});

Deno.test("OutlookOAuth links nobody whose mailbox it cannot name", async () => {
  const denied = () => Response.json({ error: { code: "Forbidden" } }, { status: 403 });
  await using site = setUp({ [TOKEN]: given("Mail.Read"), "GET /v1.0/me": denied });
  await assert.rejects(site.oauth.exchange("c", REDIRECT, "v"), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.deepEqual([error.code, error.remedy.kind], ["identity_not_granted", "relink"]);
    return true;
  });
});

Deno.test("OutlookOAuth tries a refresh token once more where 70000 may pass, and no other", async () => {
  const refuse = (code: number) =>
    Response.json({ error: "invalid_grant", error_codes: [code] }, { status: 400 });
  let times = 0;
  await using passing = setUp({
    [TOKEN]: () => times++ === 0 ? refuse(70000) : given("Mail.Read", {})(),
  });
  assert.deepEqual(await passing.oauth.refresh("r1"), {
    access: "a1",
    refresh: null,
    expiresAt: new Date("2026-03-01T13:00:00Z"),
    scopes: "Mail.Read",
  });
  for (const [code, requests] of [[70000, 2], [700082, 1]] as const) {
    await using site = setUp({ [TOKEN]: () => refuse(code) });
    await assert.rejects(site.oauth.refresh("r1"), (error) => {
      assert.ok(error instanceof ConnectorError);
      assert.deepEqual([error.code, error.remedy.kind], [`aadsts_${code}`, "relink"]);
      return true;
    });
    assert.equal(site.asked.length, requests);
  }
});

Deno.test("OutlookOAuth ends the pushes, and says that the grant goes on", async () => {
  await using site = setUp({
    "GET /v1.0/subscriptions": () => Response.json({ value: [{ id: "s-1" }] }),
    "DELETE /v1.0/subscriptions/s-1": () => new Response(null, { status: 204 }),
  });
  const token = { access: "a1", refresh: null, expiresAt: null, scopes: null };
  assert.equal(await site.oauth.revoke(token), false);
  assert.deepEqual(site.asked.map(({ method }) => method), ["GET", "DELETE"]);
});

Deno.test("OutlookOAuth explains what a person or an operator can do", async () => {
  await using site = setUp({});
  const explain = (code: string, description?: string) => site.oauth.explain({ code, description });
  const consent = /organizations\/adminconsent\?client_id=app/;
  for (
    const [asked, code] of [
      [["access_denied", "AADSTS90094: needs <b>approval</b>"], "admin_consent_required"],
      [["aadsts_65001"], "admin_consent_required"],
      [["access_denied", "AADSTS65004: user declined"], "consent_declined"],
    ] as const
  ) {
    const explained = explain(asked[0], asked[1]);
    assert.equal(explained?.code, code);
    assert.equal(explained?.status, 400);
    assert.match(explained?.message ?? "", consent);
    assert.doesNotMatch(explained?.message ?? "", /<b>/);
  }
  const operator = explain("app_registration");
  assert.equal(operator?.status, 503);
  assert.match(operator?.message ?? "", /OUTLOOK_CLIENT_SECRET/);
  assert.equal(explain("access_denied", "canary AADSTS90094"), null);
});
