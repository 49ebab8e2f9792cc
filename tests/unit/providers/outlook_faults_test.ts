import assert from "node:assert/strict";
import { Client } from "@microsoft/microsoft-graph-client";
import type { Fault } from "../../providers/outlook/faults.ts";
import { fixture, IMMUTABLE, type Page } from "./outlook_fixture.ts";

const DELTA = "me/mailFolders/inbox/messages/delta";

Deno.test("requests without a good token, or to another host, are refused", async () => {
  await using given = await fixture();
  const { server, refusal, ask } = given;
  const wrong = ["Bearer unknown", "Basic YTpi", "Bearer"];
  for (const authorization of wrong) {
    assert.deepEqual(await refusal("me", { headers: { authorization } }), [
      401,
      "InvalidAuthenticationToken",
    ]);
  }
  const bare = await fetch(new URL("me", server.graphUrl));
  assert.equal(bare.status, 401);
  assert.match(bare.headers.get("www-authenticate") ?? "", /^Bearer /);
  await bare.body?.cancel();
  const other = await ask(server.graphUrl.replace("127.0.0.1", "localhost") + "me");
  assert.equal(other.status, 400);
  await other.body?.cancel();
  assert.equal(server.violations.length, 1);
});

Deno.test("each resource needs its own permission, and nobody reads another's mailbox", async () => {
  await using given = await fixture();
  const { server, refusal } = given;
  const bearer = (scope: string) => ({
    headers: { authorization: `Bearer ${server.issue([scope]).access_token}` },
  });
  assert.deepEqual(await refusal(DELTA, bearer("Calendars.Read")), [403, "ErrorAccessDenied"]);
  assert.deepEqual(await refusal("me/calendars", bearer("Mail.Read")), [403, "ErrorAccessDenied"]);
  assert.deepEqual(await refusal("users/mira@contoso.test/messages"), [403, "ErrorAccessDenied"]);
  assert.deepEqual(await refusal("me/nothing"), [400, "BadRequest"]);
});

Deno.test("a fifth request at once is refused with a time to wait", async () => {
  await using given = await fixture();
  const { server, ask } = given;
  const { promise, resolve } = Promise.withResolvers<null>();
  server.fault = () => promise;
  const four = Array.from({ length: 4 }, () => ask("me"));
  while (server.requests.length < 4) await new Promise((turn) => setTimeout(turn));
  const fifth = await ask("me");
  assert.equal(fifth.status, 429);
  assert.equal(fifth.headers.get("retry-after"), "1");
  const { error } = await fifth.json();
  assert.equal(error.code, "ApplicationThrottled");
  assert.match(error.message, /MailboxConcurrency/);
  resolve(null);
  for (const response of await Promise.all(four)) {
    assert.equal(response.status, 200);
    await response.body?.cancel();
  }
  assert.equal(server.graph.throttle(server.person.id).refused, 1);
});

Deno.test("faults take the place of answers once they are asked for", async () => {
  await using given = await fixture();
  const { server, ask, refusal } = given;
  const fail = (fault: Fault) => (server.fault = () => fault);
  fail({ retryAfter: "Fri, 20 Nov 2026 09:05:00 GMT" });
  const waiting = await ask("me");
  assert.equal(waiting.headers.get("retry-after"), "Fri, 20 Nov 2026 09:05:00 GMT");
  await waiting.body?.cancel();
  fail({ status: 503, code: "ServerBusy" });
  assert.deepEqual(await refusal("me"), [503, "ServerBusy"]);
  fail({ reset: true });
  await assert.rejects(ask("me"), TypeError);
  fail({ cut: true });
  await assert.rejects(async () => await (await ask("me")).text(), TypeError);
  fail({ truncated: true });
  await assert.rejects(async () => await (await ask("me")).json(), SyntaxError);
  const { promise, resolve } = Promise.withResolvers<void>();
  fail({ until: promise });
  const slow = await ask("me");
  resolve();
  assert.equal((await slow.json()).id, server.person.id);
});

Deno.test("empty and repeated pages lose nothing", async () => {
  await using given = await fixture();
  const { server, round } = given;
  for (let index = 0; index < 4; index++) server.mailbox().arrive();
  const pages: Fault[] = [{ page: "empty" }];
  let requests = 0;
  server.fault = () => ++requests === 2 ? { page: "replayed" } : pages.pop() ?? null;
  const prefer = `${IMMUTABLE}, odata.maxpagesize=2`;
  const empty = await round(DELTA, prefer);
  assert.equal(new Set(empty.rows.map(({ id }) => id)).size, 4);
  requests = 0;
  const replayed = await round(DELTA, prefer);
  assert.equal(replayed.rows.length, 6);
  assert.equal(new Set(replayed.rows.map(({ id }) => id)).size, 4);
});

Deno.test("Microsoft's own client reads folders, a round of changes and an error", async () => {
  await using given = await fixture();
  const { server, token } = given;
  const mail = server.mailbox().arrive({ subject: "Hello" });
  // Its own authentication attaches no token to a host of plain HTTP.
  const client = Client.initWithMiddleware({
    baseUrl: server.url,
    middleware: {
      execute: async (context) => {
        const headers = new Headers(context.options?.headers as HeadersInit | undefined);
        headers.set("authorization", `Bearer ${token}`);
        const init = { ...context.options, headers } as RequestInit;
        context.response = await fetch(context.request, init);
      },
    },
  });
  const folders: Page = await client.api("/me/mailFolders").top(3).get();
  assert.equal(folders.value.length, 3);
  const first: Page = await client.api(`/${DELTA}`).header("Prefer", IMMUTABLE)
    .select(["subject", "isRead"]).get();
  assert.deepEqual(first.value.map(({ id, subject }) => [id, subject]), [[mail.key, "Hello"]]);
  server.mailbox().edit(mail.key, { isRead: true });
  // It takes a whole link only where that begins with https.
  const link = first["@odata.deltaLink"] ?? "";
  assert.ok(link.startsWith(server.graphUrl));
  const second: Page = await client.api(`/${link.slice(server.graphUrl.length)}`)
    .header("Prefer", IMMUTABLE).get();
  assert.equal(second.value[0]?.["isRead"], true);
  await assert.rejects(client.api(`/me/messages/${mail.key.replace("=", "x")}`).get(), {
    statusCode: 404,
    code: "ErrorItemNotFound",
  });
});
