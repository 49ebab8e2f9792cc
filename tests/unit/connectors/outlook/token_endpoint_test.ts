import assert from "node:assert/strict";
import { ConnectorError } from "../../../../shared/connectors/connector.ts";
import { requestToken } from "../../../../shared/connectors/outlook/live/token_endpoint.ts";

const NOW = new Date("2026-03-01T12:00:00Z");

async function ask(answer: () => Response | Promise<Response>) {
  let sent = "";
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (r) => {
    sent = await r.text();
    return answer();
  });
  const settings = {
    clientId: "app",
    clientSecret: "s&cret",
    tokenUrl: `http://127.0.0.1:${server.addr.port}/token`,
    fetch,
    now: () => NOW,
  };
  const fields = { grant_type: "refresh_token", refresh_token: "r1" };
  const token = await requestToken(settings, fields).catch((error: unknown) => error);
  return { token, sent: Object.fromEntries(new URLSearchParams(sent)) };
}

Deno.test("a token comes with its end and the scopes that were given", async () => {
  const { token, sent } = await ask(() =>
    Response.json({ access_token: "a", refresh_token: "r2", expires_in: 60, scope: "Mail.Read" })
  );
  const expiresAt = new Date("2026-03-01T12:01:00Z");
  assert.deepEqual(token, { access: "a", refresh: "r2", expiresAt, scopes: "Mail.Read" });
  assert.deepEqual(sent, {
    client_id: "app",
    client_secret: "s&cret",
    grant_type: "refresh_token",
    refresh_token: "r1",
  });
});

Deno.test("Retry-After is read as seconds and as a date", async () => {
  for (const header of ["90", "Sun, 01 Mar 2026 12:01:30 GMT"]) {
    const { token } = await ask(() =>
      new Response("<html>", { status: 429, headers: { "retry-after": header } })
    );
    assert.ok(token instanceof ConnectorError);
    assert.deepEqual(token.remedy, { kind: "wait", seconds: 90 });
  }
});

Deno.test("an answer that is no token is tried again later", async () => {
  const { token } = await ask(() => new Response("<html>"));
  assert.ok(token instanceof ConnectorError);
  assert.deepEqual([token.code, token.remedy.kind], ["unexpected_answer", "retry"]);
});
