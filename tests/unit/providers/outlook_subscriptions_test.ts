import assert from "node:assert/strict";
import { fixture } from "./outlook_fixture.ts";

const MINUTE = 60_000;

/** Somebody who answers the handshake, and what they were told. */
function endpoint(answer: (token: string) => Response = (token) => new Response(token)) {
  const told: { value: Record<string, unknown>[] }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const token = new URL(request.url).searchParams.get("validationToken");
    if (token !== null) return answer(token);
    told.push(await request.json());
    return new Response(null, { status: 202 });
  });
  return {
    told,
    url: `http://127.0.0.1:${server.addr.port}/hook?of=us`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("the loopback Microsoft makes subscriptions, and refuses what is none", async () => {
  await using graph = await fixture();
  await using hook = endpoint();
  const at = (minutes: number) => new Date(graph.clock.now + minutes * MINUTE).toISOString();
  const good = {
    changeType: "created,updated,deleted",
    notificationUrl: hook.url,
    resource: "me/messages",
    expirationDateTime: at(60),
    clientState: "s",
  };
  const post = (changes: Record<string, unknown>, token?: string) => ({
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ ...good, ...changes }),
  });
  for (
    const changes of [
      { changeType: "moved" },
      { changeType: undefined },
      { resource: "me/contacts" },
      { resource: "users/somebody@else.test/messages" },
      { expirationDateTime: at(10_081) },
      { expirationDateTime: at(-1) },
      { expirationDateTime: "tomorrow" },
      { clientState: "x".repeat(129) },
      { notificationUrl: "http://plain.example.test/hook" },
      { notificationUrl: "hook" },
      { clientSecret: "x" },
    ]
  ) {
    assert.deepEqual(
      await graph.refusal("subscriptions", post(changes)),
      [400, "InvalidRequest"],
      JSON.stringify(changes),
    );
  }
  const { access_token } = graph.server.issue(["User.Read", "Calendars.Read"]);
  assert.equal((await graph.refusal("subscriptions", post({}, access_token)))[0], 403);
  assert.deepEqual(graph.server.subscriptions.of(graph.server.person.id), []);

  const made = await graph.ask("subscriptions", post({ expirationDateTime: at(5) }));
  assert.equal(made.status, 201);
  const { id, expirationDateTime, clientState } = await made.json();
  assert.deepEqual([expirationDateTime, clientState], [at(45), null], "45 minutes at least");
  const patch = (body: unknown) => ({
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal((await graph.refusal(`subscriptions/${id}`, patch({ clientState: "y" })))[0], 400);
  const renewed = await graph.ask(
    `subscriptions/${id}`,
    patch({ expirationDateTime: at(10_080) }),
  );
  assert.equal((await renewed.json()).expirationDateTime, at(10_080));
  graph.clock.now += 10_081 * MINUTE;
  assert.equal((await graph.refusal(`subscriptions/${id}`))[0], 401, "the token has ended, too");
  const { access_token: later } = graph.server.issue(["Mail.Read"]);
  const headers = { authorization: `Bearer ${later}` };
  assert.equal((await graph.refusal(`subscriptions/${id}`, { headers }))[0], 404);
});

Deno.test("the loopback Microsoft calls before it believes an address", async () => {
  await using graph = await fixture();
  const answers: ((token: string) => Response)[] = [
    () => new Response("something else"),
    (token) => new Response(encodeURIComponent(token)),
    (token) => new Response(token, { status: 202 }),
    (token) => Response.json(token),
    (token) => new Response(token, { headers: { "content-type": "text/html" } }),
  ];
  for (const answer of answers) {
    await using hook = endpoint(answer);
    assert.deepEqual(
      await graph.refusal("subscriptions", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          changeType: "created",
          notificationUrl: hook.url,
          resource: "me/messages",
          expirationDateTime: new Date(graph.clock.now + 60 * MINUTE).toISOString(),
        }),
      }),
      [400, "ValidationError"],
    );
  }
});

Deno.test("the loopback Microsoft tells what happens, to whom it concerns", async () => {
  await using graph = await fixture();
  await using hook = endpoint();
  const { server: { subscriptions, person }, clock } = graph;
  const mailbox = graph.server.mailbox();
  const subscribe = async (resource: string, changeType: string) => {
    const response = await graph.ask("subscriptions", {
      method: "POST",
      headers: { "content-type": "application/json", prefer: 'IdType="ImmutableId"' },
      body: JSON.stringify({
        changeType,
        resource,
        notificationUrl: hook.url,
        lifecycleNotificationUrl: hook.url,
        clientState: `of ${resource}`,
        expirationDateTime: new Date(clock.now + 60 * MINUTE).toISOString(),
      }),
    });
    return (await response.json()).id as string;
  };
  const all = await subscribe("me/messages", "created,updated,deleted");
  const sent = await subscribe("me/mailFolders('sentitems')/messages", "created");
  const events = await subscribe(`users/${person.id}/events`, "created");
  const said = async () => {
    await subscriptions.settled();
    return hook.told.splice(0).flatMap(({ value }) => value)
      .map((one) => [one["subscriptionId"], one["changeType"] ?? one["lifecycleEvent"]]);
  };
  const mail = mailbox.arrive({ subject: "secret" });
  mailbox.edit(mail.key, { isRead: true });
  assert.deepEqual(await said(), [[all, "created"], [all, "updated"]]);
  mailbox.move(mail.key, "sentitems");
  mailbox.remove(mail.key);
  assert.deepEqual(await said(), [
    [all, "deleted"],
    [all, "created"],
    [sent, "created"],
    [all, "deleted"],
  ]);
  assert.ok(!JSON.stringify(subscriptions.sent).includes("secret"));

  subscriptions.tell(all, "reauthorizationRequired");
  assert.deepEqual(await said(), [[all, "reauthorizationRequired"]]);
  mailbox.arrive();
  assert.deepEqual(await said(), []);
  const path = `subscriptions/${all}/reauthorize`;
  assert.equal((await graph.ask(path, { method: "POST" })).status, 204);
  subscriptions.tell(sent, "subscriptionRemoved");
  mailbox.arrive({ folder: "sentitems" });
  assert.deepEqual(await said(), [[sent, "subscriptionRemoved"], [all, "created"]]);
  clock.now += 61 * MINUTE;
  mailbox.arrive();
  subscriptions.tell(events, "missed");
  assert.deepEqual(await said(), [[events, "missed"]]);
});
