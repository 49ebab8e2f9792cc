import assert from "node:assert/strict";
import { createLocalJWKSet, jwtVerify } from "jose";
import { type AadstsCode } from "../../providers/outlook/aadsts.ts";
import { OutlookServer } from "../../providers/outlook/server.ts";
import { fixture, SCOPES } from "./outlook_fixture.ts";

const VERIFIER = "a-verifier-that-is-forty-three-characters-long-1";

async function challenge(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function authorizeUrl(
  server: OutlookServer,
  changes: Record<string, string | null> = {},
  tenant = "common",
): Promise<string> {
  const { clientId, redirectUris } = server.identity.registration;
  const url = new URL(`${tenant}/oauth2/v2.0/authorize`, server.loginUrl);
  const query = {
    client_id: clientId,
    response_type: "code",
    redirect_uri: redirectUris[0] ?? "",
    scope: SCOPES.join(" "),
    state: "the-state",
    code_challenge: await challenge(VERIFIER),
    code_challenge_method: "S256",
    ...changes,
  };
  for (const [name, value] of Object.entries(query)) {
    if (value !== null) url.searchParams.set(name, value);
  }
  return url.href;
}

function token(
  server: OutlookServer,
  form: Record<string, string>,
  tenant = "common",
): Promise<Response> {
  const { clientId, clientSecret } = server.identity.registration;
  return fetch(new URL(`${tenant}/oauth2/v2.0/token`, server.loginUrl), {
    method: "POST",
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form }),
  });
}

async function refused(response: Promise<Response>): Promise<[number, string, AadstsCode]> {
  const answer = await response;
  const body = await answer.json();
  const [code] = body.error_codes;
  assert.match(body.error_description, new RegExp(`^AADSTS${code}: `));
  assert.match(body.correlation_id, /^[0-9a-f-]{36}$/);
  return [answer.status, body.error, code];
}

async function code(server: OutlookServer): Promise<Record<string, string>> {
  const back = await server.visit(await authorizeUrl(server));
  return {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    redirect_uri: `${back.origin}${back.pathname}`,
    code_verifier: VERIFIER,
  };
}

Deno.test("authorize leads back with a code and the state, which buys tokens once", async () => {
  await using given = await fixture();
  const { server, clock, ask } = given;
  const back = await server.visit(await authorizeUrl(server, { nonce: "n-1" }));
  assert.equal(back.searchParams.get("state"), "the-state");
  const form = {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    redirect_uri: server.identity.registration.redirectUris[0] ?? "",
    code_verifier: VERIFIER,
  };
  const tokens = await (await token(server, form)).json();
  assert.equal(tokens.token_type, "Bearer");
  assert.equal(tokens.scope, "openid profile User.Read Mail.Read Calendars.Read");
  assert.equal(tokens.expires_in, 4271);
  const keys = await (await fetch(new URL("common/discovery/v2.0/keys", server.loginUrl))).json();
  const { payload } = await jwtVerify(tokens.id_token, createLocalJWKSet(keys), {
    audience: server.identity.registration.clientId,
    issuer: `${server.loginUrl}${server.tenantId}/v2.0`,
    currentDate: new Date(clock.now),
  });
  assert.equal(payload["oid"], server.person.id);
  assert.equal(payload["nonce"], "n-1");
  const me = await ask("me", { headers: { authorization: `Bearer ${tokens.access_token}` } });
  assert.equal((await me.json()).id, server.person.id);
  assert.deepEqual(await refused(token(server, form)), [400, "invalid_grant", 54005]);
  assert.deepEqual(server.violations, []);
});

Deno.test("authorize shows a page, and redirects nobody, for a client or redirect it does not know", async () => {
  await using given = await fixture();
  const { server } = given;
  const wrong: [Record<string, string>, RegExp][] = [
    [{ client_id: crypto.randomUUID() }, /AADSTS700016/],
    [{ redirect_uri: "https://project.example.test/outlook/callback/" }, /AADSTS50011/],
    [{ redirect_uri: "https://attacker.example.test/" }, /AADSTS50011/],
  ];
  for (const [changes, expected] of wrong) {
    const response = await fetch(await authorizeUrl(server, changes), { redirect: "manual" });
    assert.equal(response.headers.get("location"), null);
    assert.match(await response.text(), expected);
  }
  const unknown = await fetch(await authorizeUrl(server, {}, "nowhere"), { redirect: "manual" });
  assert.match(await unknown.text(), /AADSTS90002/);
  assert.equal(server.violations.length, 4);
});

Deno.test("authorize sends a person back with an error for PKCE, scopes and what they decide", async () => {
  await using given = await fixture();
  const { server } = given;
  const wrong: [Record<string, string | null>, string][] = [
    [{ code_challenge: null }, "invalid_request"],
    [{ code_challenge_method: "plain" }, "invalid_request"],
    [{ code_challenge_method: null }, "invalid_request"],
    [{ code_challenge: "short" }, "invalid_request"],
    [{ scope: "Mail.Read Mail.Everything" }, "invalid_scope"],
    [{ scope: "" }, "invalid_request"],
    [{ response_type: "token" }, "invalid_request"],
  ];
  for (const [changes, expected] of wrong) {
    const { searchParams } = await server.visit(await authorizeUrl(server, changes));
    assert.equal(searchParams.get("error"), expected, JSON.stringify(changes));
    assert.equal(searchParams.get("code"), null);
    assert.equal(searchParams.get("state"), "the-state");
  }
  const url = await authorizeUrl(server);
  const declined = await server.visit(url, { refuse: "declined" });
  assert.match(declined.searchParams.get("error_description") ?? "", /^AADSTS65004/);
  const admin = await server.visit(url, { refuse: "admin" });
  assert.match(admin.searchParams.get("error_description") ?? "", /^AADSTS90094/);
});

Deno.test("token refuses a code that is unknown, late, or comes with another redirect or verifier", async () => {
  await using given = await fixture();
  const { server, clock } = given;
  const form = await code(server);
  assert.deepEqual(
    await refused(token(server, { ...form, code: "unknown" })),
    [400, "invalid_grant", 9002313],
  );
  assert.deepEqual(
    await refused(token(server, { ...form, redirect_uri: "https://project.example.test/" })),
    [400, "invalid_client", 500112],
  );
  assert.deepEqual(
    await refused(token(server, { ...form, code_verifier: "another" })),
    [400, "invalid_grant", 501481],
  );
  clock.now += 600_000;
  assert.deepEqual(await refused(token(server, form)), [400, "invalid_grant", 70008]);
});

Deno.test("token refuses a client whose id, secret, grant or form is wrong", async () => {
  await using given = await fixture();
  const { server } = given;
  const refresh_token = server.issue(SCOPES).refresh_token ?? "";
  const form = { grant_type: "refresh_token", refresh_token };
  const wrong: [Record<string, string>, [number, string, number]][] = [
    [{ client_id: crypto.randomUUID() }, [400, "unauthorized_client", 700016]],
    [{ client_secret: "wrong" }, [401, "invalid_client", 7000215]],
    [{ client_secret: "" }, [401, "invalid_client", 7000218]],
    [{ grant_type: "password" }, [400, "unsupported_grant_type", 70003]],
    [{ grant_type: "" }, [400, "invalid_request", 900144]],
    [{ refresh_token: "" }, [400, "invalid_request", 900144]],
    [{ scope: "Mail.Read User.ReadWrite.All" }, [400, "invalid_scope", 70011]],
  ];
  for (const [changes, expected] of wrong) {
    assert.deepEqual(await refused(token(server, { ...form, ...changes })), expected);
  }
  const json = fetch(new URL("common/oauth2/v2.0/token", server.loginUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(form),
  });
  assert.deepEqual(await refused(json), [400, "invalid_request", 900144]);
  server.identity.secretExpired = true;
  assert.deepEqual(await refused(token(server, form)), [401, "invalid_client", 7000222]);
});

Deno.test("a refresh token stays good beside the new one, until 90 days without use", async () => {
  await using given = await fixture();
  const { server, clock } = given;
  const first = server.issue(SCOPES).refresh_token ?? "";
  const form = { grant_type: "refresh_token", refresh_token: first };
  const [one, two] = await Promise.all([token(server, form), token(server, form)]);
  const [a, b] = [await one.json(), await two.json()];
  assert.notEqual(a.refresh_token, first);
  assert.notEqual(a.refresh_token, b.refresh_token);
  assert.equal((await token(server, { ...form, refresh_token: a.refresh_token })).status, 200);
  clock.now += 89 * 86_400_000;
  const late = await (await token(server, { ...form, refresh_token: b.refresh_token })).json();
  clock.now += 2 * 86_400_000;
  assert.deepEqual(await refused(token(server, form)), [400, "invalid_grant", 700082]);
  assert.equal((await token(server, { ...form, refresh_token: late.refresh_token })).status, 200);
});

Deno.test("a narrower scope narrows the access token; one that was never given asks for consent", async () => {
  await using given = await fixture();
  const { server, refusal } = given;
  const refresh_token = server.issue(["offline_access", "User.Read", "Mail.Read"]).refresh_token ??
    "";
  const form = { grant_type: "refresh_token", refresh_token };
  const narrow =
    await (await token(server, { ...form, scope: "https://graph.microsoft.com/mail.read" }))
      .json();
  assert.equal(narrow.scope, "Mail.Read");
  const headers = { authorization: `Bearer ${narrow.access_token}` };
  assert.deepEqual(await refusal("me", { headers }), [403, "ErrorAccessDenied"]);
  assert.deepEqual(
    await refused(token(server, { ...form, scope: "Calendars.Read" })),
    [400, "invalid_grant", 65001],
  );
});

Deno.test("revoked sessions refuse refresh tokens of before, and access tokens live until they expire", async () => {
  await using given = await fixture();
  const { server, clock, ask, refusal } = given;
  const form = {
    grant_type: "refresh_token",
    refresh_token: server.issue(SCOPES).refresh_token ?? "",
  };
  server.grants.revoke(server.person.id);
  assert.deepEqual(await refused(token(server, form)), [400, "invalid_grant", 50173]);
  assert.equal((await ask("me")).status, 200);
  clock.now += 4_271_000;
  assert.deepEqual(await refusal("me"), [401, "InvalidAuthenticationToken"]);
  server.grants.revoke(server.person.id, 70043);
  assert.deepEqual(await refused(token(server, form)), [400, "invalid_grant", 70043]);
  const again = await token(server, await code(server));
  const { refresh_token } = await again.json();
  assert.equal((await token(server, { ...form, refresh_token })).status, 200);
});

Deno.test("the tenant of the path must be one that the registration serves", async () => {
  const form = { grant_type: "refresh_token", refresh_token: "x" };
  const cases = [
    ["PersonalMicrosoftAccount", "common", 9002331],
    ["PersonalMicrosoftAccount", "consumers", 9002313],
    ["AzureADMyOrg", "common", 50194],
    ["AzureADandPersonalMicrosoftAccount", "nowhere", 90002],
  ] as const;
  for (const [audience, tenant, expected] of cases) {
    await using given = await fixture({ registration: { audience } });
    const [, , found] = await refused(token(given.server, form, tenant));
    assert.equal(found, expected);
  }
});

Deno.test("withheld scopes are missing in what is granted, and without offline_access nothing refreshes", async () => {
  await using given = await fixture({ qualifiedScopes: true });
  const { server } = given;
  const back = await server.visit(await authorizeUrl(server), {
    withheld: ["Calendars.Read", "offline_access"],
  });
  const tokens = await (await token(server, {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    redirect_uri: `${back.origin}${back.pathname}`,
    code_verifier: VERIFIER,
  })).json();
  assert.equal(
    tokens.scope,
    "openid profile https://graph.microsoft.com/User.Read https://graph.microsoft.com/Mail.Read",
  );
  assert.equal("refresh_token" in tokens, false);
});
