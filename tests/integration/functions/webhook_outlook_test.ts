import assert from "node:assert/strict";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { webhookApp } from "../../../shared/apps/webhook.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { OutlookServer } from "../../providers/outlook/server.ts";
import { ask, type FunctionApp } from "../../support/functions.ts";
import { startTestStack, type TestUser } from "../../support/stack.ts";

const RESOURCES = ["me/events", "me/messages"];

Deno.test("the Outlook webhook", async (t) => {
  await using outlook = await OutlookServer.start();
  const { subscriptions } = outlook;
  const owner = outlook.person.id;
  const mailbox = outlook.mailbox();
  const { clientId, clientSecret, redirectUris } = outlook.identity.registration;
  let app: FunctionApp = { fetch: () => new Response(null, { status: 503 }) };
  await using http = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => app.fetch(request),
  );
  await using test = await startTestStack({
    env: {
      ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`,
      OUTLOOK_CLIENT_ID: clientId,
      OUTLOOK_CLIENT_SECRET: clientSecret,
      OUTLOOK_REDIRECT_URI: redirectUris[0] ?? "",
      OUTLOOK_LOGIN_URL: outlook.loginUrl,
      OUTLOOK_GRAPH_URL: outlook.graphUrl,
      OUTLOOK_NOTIFICATION_URL: `http://127.0.0.1:${http.addr.port}/webhook-outlook`,
    },
  });
  const { stack, services } = test;
  app = webhookApp("outlook", services);
  const connectors = connectorsApp(services);
  const ada = await test.signUp("ada");

  const link = async (user: TestUser): Promise<string> => {
    const path = "/connectors/outlook/oauth/initiate";
    const { auth_url } = await (await ask(connectors, path, { token: user.token })).json();
    const { search } = await outlook.visit(auth_url);
    const response = await ask(connectors, `/connectors/outlook/oauth/callback${search}`, {
      token: user.token,
    });
    assert.equal(response.status, 200);
    return (await response.json()).linked_account_id;
  };
  const read = () => runIngestion(services, { budgetSeconds: 60 });
  const tick = async () => {
    await stack.sql("select internal.queue_due_ingests()");
    return await read();
  };
  const send = (body: unknown, query = "") =>
    ask(app, `/webhook-outlook${query}`, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      undescribed: true,
    });
  const waiting = async (account: string) =>
    (await stack.sql(
      "select 1 from pgmq.q_ingest where message ->> 'linked_account_id' = $1",
      [account],
    )).length;
  const subjects = async (user = ada) =>
    (await stack.sql<{ subject: string }>(
      `select raw ->> 'subject' as subject from public.events
       where user_id = $1 and source = 'outlook' and deleted_at is null order by occurred_at`,
      [user.id],
    )).map(({ subject }) => subject);
  const asked = () => subscriptions.of(owner).map(({ resource }) => resource).sort();
  const known = (account: string) =>
    stack.sql<{ resource: string; error_code: string | null; due: boolean; made: boolean }>(
      `select resource, error_code, due_at <= now() as due, subscription_id is not null as made
       from internal.push_subscriptions where linked_account_id = $1 order by resource`,
      [account],
    );
  /** A notification as Microsoft sent it, to be sent again with changes. */
  const notification = (changes: Record<string, unknown> = {}) => {
    const [one] = subscriptions.of(owner);
    assert.ok(one);
    const { id: subscriptionId, clientState } = one;
    const told = { subscriptionId, clientState, changeType: "created", resource: "Users/x" };
    return { value: [{ ...told, ...changes }] };
  };
  await stack.sql("select pgmq.purge_queue('ingest')");

  await t.step("answers Microsoft's handshake, and nothing that is too long for one", async () => {
    const token = "Validation: Request-Id: a+b & 100% <i>ü</i>";
    const response = await send("", `?validationToken=${encodeURIComponent(token)}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.equal(await response.text(), token);
    assert.equal((await send("", `?validationToken=${"x".repeat(2001)}`)).status, 401);
  });

  let account = "";
  await t.step("linking asks for pushes of mail and calendar, with a secret each", async () => {
    account = await link(ada);
    assert.equal((await read()).dead, 0);
    assert.deepEqual(asked(), RESOURCES);
    const secrets = subscriptions.of(owner).map(({ clientState }) => clientState ?? "");
    assert.equal(new Set(secrets).size, 2);
    assert.ok(secrets.every((secret) => secret.length >= 32));
    const rows = JSON.stringify(await stack.sql("select * from internal.push_subscriptions"));
    for (const secret of secrets) assert.ok(!rows.includes(secret));
    const before = outlook.requests.length;
    await tick();
    const more = outlook.requests.slice(before).map(({ path }) => path);
    assert.deepEqual(more.filter((path) => path.startsWith("subscriptions")), []);
  });

  await t.step("a change wakes one reading, and stores nothing itself", async () => {
    for (const subject of ["one", "two", "three"]) mailbox.arrive({ subject });
    await subscriptions.settled();
    assert.deepEqual([...new Set(subscriptions.sent.map(({ status }) => status))], [202]);
    assert.equal(await waiting(account), 1);
    assert.deepEqual(await subjects(), []);
    await read();
    assert.deepEqual((await subjects()).sort(), ["one", "three", "two"]);
  });

  await t.step("what is forged, unknown or nonsense wakes nobody", async () => {
    const status = async (body: unknown) => (await send(body)).status;
    assert.equal(await status(notification({ clientState: "canary-guess" })), 401);
    assert.equal(await status(notification({ clientState: null })), 401);
    assert.equal(await status(notification({ clientState: undefined })), 401);
    assert.equal(await status(notification({ subscriptionId: crypto.randomUUID() })), 202);
    const ended = { lifecycleEvent: "subscriptionRemoved", clientState: "canary-guess" };
    assert.equal(await status(notification(ended)), 401);
    for (const body of ["", "{", "[]", "null", { value: [] }, { value: [{}] }, { value: 1 }]) {
      assert.equal(await status(body), 401, JSON.stringify(body));
    }
    const most = { value: Array.from({ length: 1001 }, () => notification().value[0]) };
    assert.ok([401, 413].includes(await status(most)));
    assert.equal(await waiting(account), 0);
    assert.deepEqual((await known(account)).map(({ made }) => made), [true, true]);
  });

  await t.step("a replay wakes what waits already, at most", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(notification())));
    assert.deepEqual(answers.map((answer) => answer.status), [202, 202, 202, 202, 202]);
    assert.equal(await waiting(account), 1);
    await read();
    assert.equal((await subjects()).length, 3);
  });

  await t.step("a genuine one among forged ones is heard", async () => {
    const [genuine] = notification().value;
    const [forged] = notification({ clientState: "x" }).value;
    assert.equal((await send({ value: [forged, genuine] })).status, 202);
    assert.equal(await waiting(account), 1);
    await read();
  });

  await t.step("lifecycle events renew, make anew, and read what was missed", async () => {
    const [mail] = subscriptions.of(owner).filter(({ resource }) => resource === "me/messages");
    assert.ok(mail);
    subscriptions.tell(mail.id, "reauthorizationRequired");
    await subscriptions.settled();
    mailbox.arrive({ subject: "while suspended" });
    await read();
    assert.equal(mail.suspended, false);
    assert.ok((await subjects()).includes("while suspended"));

    subscriptions.tell(mail.id, "subscriptionRemoved");
    await subscriptions.settled();
    assert.deepEqual(asked(), ["me/events"]);
    await read();
    assert.deepEqual(asked(), RESOURCES);

    const [again] = subscriptions.of(owner);
    subscriptions.tell(again?.id ?? "", "missed");
    await subscriptions.settled();
    assert.equal(await waiting(account), 1);
    await read();
    mailbox.arrive({ subject: "as before" });
    await subscriptions.settled();
    await read();
    assert.ok((await subjects()).includes("as before"));
  });

  await t.step("what is due is renewed, and what has ended is made anew", async () => {
    for (const one of subscriptions.of(owner)) one.expiresAt = Date.now() + 3_600_000;
    await stack.sql(
      "update internal.push_subscriptions set due_at = now() where linked_account_id = $1",
      [account],
    );
    await tick();
    const renewed = subscriptions.of(owner);
    assert.ok(renewed.every(({ expiresAt }) => expiresAt > Date.now() + 6 * 24 * 3_600_000));
    for (const { id } of renewed) subscriptions.remove(id);
    await stack.sql(
      "update internal.push_subscriptions set due_at = now() where linked_account_id = $1",
      [account],
    );
    await tick();
    assert.deepEqual(asked(), RESOURCES);
    const [half] = await stack.sql<{ well: boolean }>(
      `select bool_and(due_at < expires_at - interval '3 days' and due_at > now() + interval '3 days') as well
       from internal.push_subscriptions where linked_account_id = $1`,
      [account],
    );
    assert.equal(half?.well, true);
  });

  await t.step("one that a crash left behind is ended when another is made", async () => {
    const before = subscriptions.of(owner).map(({ id }) => id);
    await stack.sql("delete from internal.push_subscriptions where linked_account_id = $1", [
      account,
    ]);
    await tick();
    assert.deepEqual(asked(), RESOURCES);
    assert.ok(subscriptions.of(owner).every(({ id }) => !before.includes(id)));
  });

  await t.step("where Microsoft refuses, reading goes on and asking pauses", async () => {
    await stack.sql("delete from internal.push_subscriptions where linked_account_id = $1", [
      account,
    ]);
    mailbox.arrive({ subject: "by polling" });
    await subscriptions.settled();
    outlook.fault = ({ method, path }) =>
      method === "POST" && path === "subscriptions" ? { status: 403, code: "Forbidden" } : null;
    await tick();
    assert.ok((await subjects()).includes("by polling"));
    assert.deepEqual(await known(account), [
      { resource: "me/events", error_code: "forbidden", due: false, made: false },
      { resource: "me/messages", error_code: "forbidden", due: false, made: false },
    ]);
    const before = outlook.requests.length;
    await tick();
    const more = outlook.requests.slice(before).map(({ path }) => path);
    assert.deepEqual(more.filter((path) => path.startsWith("subscriptions")), []);
    outlook.fault = () => null;
    await stack.sql(
      "update internal.push_subscriptions set due_at = now() where linked_account_id = $1",
      [account],
    );
    await tick();
    assert.deepEqual(asked(), RESOURCES);
    assert.deepEqual((await known(account)).map(({ error_code }) => error_code), [null, null]);
  });

  await t.step("an address that does not answer as it has to is polled in place of", async () => {
    await stack.sql("delete from internal.push_subscriptions where linked_account_id = $1", [
      account,
    ]);
    for (const { id } of subscriptions.of(owner)) subscriptions.remove(id);
    const right = app;
    app = { fetch: () => new Response("<p>Somebody else</p>") };
    await tick();
    app = right;
    assert.deepEqual(asked(), []);
    assert.deepEqual((await known(account)).map(({ error_code }) => error_code), [
      "validationerror",
      "validationerror",
    ]);
    // The refusals were meant: all other requests are what Microsoft takes.
    assert.ok(outlook.violations.every((text) => /^POST subscriptions: Validation/.test(text)));
    await stack.sql(
      "update internal.push_subscriptions set due_at = now() where linked_account_id = $1",
      [account],
    );
    await tick();
  });

  await t.step("two people of one mailbox are both woken, and each leaves alone", async () => {
    const bea = await test.signUp("bea");
    const other = await link(bea);
    await read();
    mailbox.arrive({ subject: "for both" });
    await subscriptions.settled();
    assert.deepEqual([await waiting(account), await waiting(other)], [1, 1]);
    await read();
    for (const user of [ada, bea]) assert.ok((await subjects(user)).includes("for both"));

    const left = await ask(connectors, `/connectors/${other}`, {
      method: "DELETE",
      token: bea.token,
    });
    assert.equal(left.status, 200);
    assert.deepEqual(await known(other), []);
    await tick();
    assert.deepEqual(asked(), RESOURCES);
    mailbox.arrive({ subject: "for one" });
    await subscriptions.settled();
    await read();
    assert.ok((await subjects()).includes("for one"));
  });

  await t.step("unlinking ends the pushes, and no secret was logged or queued", async () => {
    const secrets = subscriptions.of(owner).flatMap(({ clientState }) => clientState ?? []);
    const { status } = await ask(connectors, `/connectors/${account}`, {
      method: "DELETE",
      token: ada.token,
    });
    assert.equal(status, 200);
    assert.deepEqual(asked(), []);
    const kept = [
      test.log.join("\n"),
      JSON.stringify(await stack.sql("select message from pgmq.q_ingest")),
      JSON.stringify(await stack.sql("select * from internal.job_runs")),
    ].join("\n");
    for (const secret of [...secrets, clientSecret, "canary", "for both", "EwB"]) {
      assert.ok(!kept.includes(secret));
    }
    assert.ok(test.log.some((line) => line.includes("push refused")));
  });
});

Deno.test("the Outlook webhook of a deployment that Microsoft cannot reach", async () => {
  await using test = await startTestStack({
    env: {
      OUTLOOK_CLIENT_ID: "client",
      OUTLOOK_CLIENT_SECRET: "secret",
      OUTLOOK_REDIRECT_URI: "http://127.0.0.1/callback",
    },
  });
  const app = webhookApp("outlook", test.services);
  const response = await ask(app, "/webhook-outlook?validationToken=x", { method: "POST" });
  assert.equal(response.status, 404);
});
