import assert from "node:assert/strict";
import { ConnectorError } from "../../../../shared/connectors/connector.ts";
import { NEEDED_SCOPES, SlackOAuth } from "../../../../shared/connectors/slack/live/oauth.ts";
import { SlackServer, type SlackServerOptions } from "../../../providers/slack/server.ts";

function setUp(options: SlackServerOptions = {}) {
  const server = new SlackServer(options);
  server.workspace.addMember("U1", "Mira");
  const oauth = new SlackOAuth({
    clientId: server.clientId,
    clientSecret: server.clientSecret,
    redirectUri: server.redirectUris[0] ?? "",
    authorizeUrl: `${server.url}/oauth/v2/authorize`,
    apiUrl: `${server.url}/api/`,
    fetch,
    now: () => new Date(options.now?.() ?? Date.now()),
  });
  /** Goes where a browser would go, as a person who says yes. */
  const consent = async () => {
    const { redirectUri } = oauth;
    const url = oauth.authorizationUrl({ state: "the-state", redirectUri });
    const response = await fetch(url, { redirect: "manual" });
    await response.body?.cancel();
    const location = new URL(response.headers.get("location") ?? "");
    assert.equal(location.searchParams.get("state"), "the-state");
    return location.searchParams.get("code") ?? "";
  };
  return { server, oauth, consent };
}

const code = (expected: string, remedy: string) => (error: unknown) => {
  assert.ok(error instanceof ConnectorError, String(error));
  assert.deepEqual([error.code, error.remedy.kind], [expected, remedy]);
  return true;
};

Deno.test("SlackOAuth links a person with everything that reading needs", async () => {
  const { server, oauth, consent } = setUp();
  await using _ = server;
  const grant = await oauth.exchange(await consent(), oauth.redirectUri);
  assert.equal(grant.providerAccountId, "T00000001");
  assert.deepEqual(grant.metadata, { name: "Acme", user: "U1", domain: "acme" });
  assert.deepEqual(grant.missingScopes, []);
  assert.equal(grant.token.expiresAt, null);
  assert.ok(grant.token.scopes?.split(" ").includes("search:read"));
  assert.deepEqual(server.violations, []);
});

Deno.test("SlackOAuth says which scopes a person withheld", async () => {
  const { server, oauth, consent } = setUp({ withheld: ["im:history", "team:read"] });
  await using _ = server;
  const grant = await oauth.exchange(await consent(), oauth.redirectUri);
  assert.deepEqual(grant.missingScopes, ["im:history", "team:read"]);
  assert.equal(grant.metadata["domain"], null);
});

Deno.test("SlackOAuth takes a code once, in its time and for its redirect URI", async () => {
  let now = 1_700_000_000_000;
  const { server, oauth, consent } = setUp({ now: () => now });
  await using _ = server;
  const used = await consent();
  await oauth.exchange(used, oauth.redirectUri);
  await assert.rejects(oauth.exchange(used, oauth.redirectUri), code("invalid_code", "relink"));
  await assert.rejects(
    oauth.exchange(await consent(), "https://elsewhere.example.test/"),
    code("bad_redirect_uri", "relink"),
  );
  const late = await consent();
  now += 601_000;
  await assert.rejects(oauth.exchange(late, oauth.redirectUri), code("code_expired", "relink"));
});

Deno.test("SlackOAuth rotates: each refresh token is good once", async () => {
  const { server, oauth } = setUp({ rotates: true });
  await using _ = server;
  const first = server.grants.issue("U1", [...NEEDED_SCOPES]);
  const token = await oauth.refresh(first.refresh_token ?? "");
  assert.match(token.access, /^xoxe\.xoxp-1-/);
  assert.match(token.refresh ?? "", /^xoxe-1-/);
  assert.ok((token.expiresAt?.getTime() ?? 0) > Date.now());
  await assert.rejects(
    oauth.refresh(first.refresh_token ?? ""),
    code("invalid_refresh_token", "relink"),
  );
});

Deno.test("SlackOAuth revokes both tokens, and those that are over already", async () => {
  const { server, oauth } = setUp({ rotates: true });
  await using _ = server;
  const { access_token: access, refresh_token: refresh = "" } = server.grants.issue("U1", []);
  const token = { access, refresh, expiresAt: null, scopes: null };
  await oauth.revoke(token);
  assert.equal(server.grants.check(access), "invalid_auth");
  await assert.rejects(oauth.refresh(refresh), code("invalid_refresh_token", "relink"));
  await oauth.revoke(token);
});

Deno.test("SlackOAuth tells Slack's trouble from a grant that is over", async () => {
  const { server, oauth } = setUp();
  await server[Symbol.asyncDispose]();
  await assert.rejects(oauth.refresh("xoxe-1-x"), code("unreachable", "retry"));
});
