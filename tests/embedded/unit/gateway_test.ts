import assert from "node:assert/strict";
import { SignJWT } from "jose";
import { createGateway, type GatewayOptions } from "../../../supabase/embedded/gateway/gateway.ts";

const jwtSecret = "a secret that is long enough for HS256";
const entry = (name: string, verifyJwt: boolean) =>
  [name, { name, verifyJwt, entrypoint: "", importMap: null }] as const;

function gateway(overrides: Partial<GatewayOptions> = {}) {
  return createGateway({
    api: async (request) =>
      new Response(`api ${new URL(request.url).pathname} ${await request.text()}`),
    functions: async (request) =>
      Response.json({
        url: request.url,
        method: request.method,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      }),
    mails: () => [],
    sql: () => Promise.resolve([]),
    secretKey: "sb_secret_of_the_test",
    config: new Map([entry("open", false), entry("closed", true)]),
    jwtSecret,
    page: null,
    ...overrides,
  });
}

function token(secret = jwtSecret, expires = "1h"): Promise<string> {
  return new SignJWT({ role: "authenticated" }).setProtectedHeader({ alg: "HS256" })
    .setExpirationTime(expires).sign(new TextEncoder().encode(secret));
}

const call = (path: string, init: RequestInit = {}, handler = gateway()) =>
  handler(new Request(`http://127.0.0.1:54321${path}`, init));

Deno.test("createGateway() shows a function its own path, and who asked where", async () => {
  const response = await call("/functions/v1/open/a/b%20c?x=1&x=2", {
    method: "POST",
    body: "hello",
    headers: { connection: "close", "x-custom": "kept" },
  });
  const seen = await response.json();
  assert.equal(seen.url, "http://127.0.0.1:54321/open/a/b%20c?x=1&x=2");
  assert.equal(seen.method, "POST");
  assert.equal(seen.body, "hello");
  assert.equal(seen.headers["x-custom"], "kept");
  assert.equal(seen.headers["connection"], undefined);
  assert.equal(seen.headers["x-forwarded-host"], "127.0.0.1");
  assert.equal(seen.headers["x-forwarded-port"], "54321");
  assert.equal(seen.headers["x-forwarded-proto"], "http");
});

Deno.test("createGateway() lets only good tokens through to a function that verifies", async () => {
  const ask = async (authorization?: string) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await call("/functions/v1/closed", { headers });
    return [response.status, (await response.json()).message];
  };
  assert.deepEqual(await ask(), [401, "Missing authorization header"]);
  assert.deepEqual(await ask("Basic abc"), [401, "Auth header is not 'Bearer {token}'"]);
  assert.deepEqual(await ask("Bearer sb_secret_x"), [401, "Invalid JWT"]);
  assert.deepEqual(await ask(`Bearer ${await token("another secret, which is not the one")}`), [
    401,
    "Invalid JWT",
  ]);
  assert.deepEqual(await ask(`Bearer ${await token(jwtSecret, "-1m")}`), [401, "Invalid JWT"]);
  const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"role":"authenticated"}')}.`;
  assert.deepEqual(await ask(`Bearer ${unsigned}`), [401, "Invalid JWT"]);
  assert.equal((await ask(`Bearer ${await token()}`))[0], 200);
});

Deno.test("createGateway() asks for no token in a preflight or where verify_jwt is off", async () => {
  assert.equal((await call("/functions/v1/closed", { method: "OPTIONS" })).status, 200);
  assert.equal((await call("/functions/v1/open")).status, 200);
});

Deno.test("createGateway() answers 404 for what it does not serve", async () => {
  for (
    const path of [
      "/functions/v1/ghost",
      "/functions/v1/",
      "/",
      "/restful/v1",
    ]
  ) {
    const response = await call(path);
    assert.equal(response.status, 404, path);
    assert.equal(typeof (await response.json()).message, "string");
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
  }
});

Deno.test("createGateway() hands auth and rest to the API, with their bodies", async () => {
  const response = await call("/auth/v1/signup", { method: "POST", body: "{}" });
  assert.equal(await response.text(), "api /auth/v1/signup {}");
  assert.equal(await (await call("/rest/v1/events")).text(), "api /rest/v1/events ");
});

Deno.test("createGateway() lets pages of any origin use auth and rest", async () => {
  const preflight = await call("/auth/v1/token", {
    method: "OPTIONS",
    headers: {
      "access-control-request-method": "POST",
      "access-control-request-headers": "apikey,content-type,x-client-info",
    },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.equal(
    preflight.headers.get("access-control-allow-headers"),
    "apikey,content-type,x-client-info",
  );
  assert.match(preflight.headers.get("access-control-allow-methods") ?? "", /POST/);
  const plain = await call("/rest/v1/events", { method: "OPTIONS" });
  assert.equal(await plain.text(), "api /rest/v1/events ", "no preflight: the API's own business");
  const answer = await call("/auth/v1/user");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
});

Deno.test("createGateway() refuses a body that is too large before the API sees it", async () => {
  let asked = false;
  const handler = gateway({
    api: () => {
      asked = true;
      return Promise.resolve(new Response());
    },
  });
  const chunk = new Uint8Array(1024 * 1024);
  let sent = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (sent++ > 70) controller.close();
      else controller.enqueue(chunk);
    },
  });
  assert.equal((await call("/rest/v1/t", { method: "POST", body }, handler)).status, 413);
  assert.equal(asked, false);
});

Deno.test("createGateway() says what the stack lacks, and what to use", async () => {
  for (const path of ["/storage/v1/object", "/realtime/v1/websocket", "/graphql/v1"]) {
    const response = await call(path);
    assert.equal(response.status, 501, path);
    assert.match((await response.json()).message, /is not part of this stack; use /);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
  }
});

Deno.test("createGateway() shows the mail to this machine alone", async () => {
  const mail = { at: "2026-01-01T00:00:00.000Z", to: "a@b.c", subject: "Confirm", text: "code 1" };
  const handler = gateway({ mails: () => [mail] });
  assert.match(
    await (await call("/_mail", {}, handler)).text(),
    /To: a@b\.c\nSubject: Confirm\n\ncode 1/,
  );
  const asJson = await call("/_mail", { headers: { accept: "application/json" } }, handler);
  assert.deepEqual(await asJson.json(), [mail]);
  const rebound = await handler(new Request("http://evil.example.test/_mail"));
  assert.equal(rebound.status, 403);
  await rebound.body?.cancel();
});

Deno.test("createGateway() runs SQL for the secret key alone, and says what Postgres says", async () => {
  const asked: string[] = [];
  const handler = gateway({
    sql: (query) => {
      asked.push(query);
      if (query === "broken") {
        return Promise.reject(Object.assign(new Error("syntax error"), { code: "42601" }));
      }
      return Promise.resolve([{ columns: ["n"], rows: [{ n: 1n }], count: 1 }]);
    },
  });
  const ask = async (body: unknown, apikey = "sb_secret_of_the_test") => {
    const init = { method: "POST", headers: { apikey }, body: JSON.stringify(body) };
    const response = await call("/_sql", init, handler);
    return [response.status, await response.json()];
  };
  assert.deepEqual(await ask({ query: "select 1" }), [
    200,
    [{ columns: ["n"], rows: [{ n: "1" }], count: 1 }],
  ]);
  assert.equal((await ask({ query: "select 1" }, "wrong"))[0], 401);
  assert.equal((await ask({ other: 1 }))[0], 400);
  const [status, refused] = await ask({ query: "broken" });
  assert.equal(status, 400);
  assert.equal(refused.code, "42601");
  assert.deepEqual(asked, ["select 1", "broken"]);
});
