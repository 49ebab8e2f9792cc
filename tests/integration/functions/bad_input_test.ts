import assert from "node:assert/strict";
import { calendarApp } from "../../../shared/apps/calendar.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";
import { ask, type FunctionApp } from "../../support/functions.ts";
import { signToken, userClaims } from "../../support/platform.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack } from "../../support/stack.ts";

Deno.test("bad input", async (t) => {
  await using test = await startTestStack();
  const apps: Record<string, FunctionApp> = {
    "/prompts": promptsApp(test.services),
    "/tasks": tasksApp(test.services),
    "/calendar/events": calendarApp(test.services),
  };
  const { id, token } = await test.signUp("owner");
  const prompts = (body: unknown, headers: Record<string, string> = {}) =>
    ask(apps["/prompts"] ?? assert.fail(), "/prompts", { token, body, headers });

  await t.step("no token, or a bad one, is 401 in the same words for every function", async () => {
    const { jwtSecret, publishableKey, secretKey } = test.stack;
    const claims = { sub: id, iss: undefined };
    const bad = {
      forged: await signToken(userClaims(claims), "x".repeat(64)),
      expired: await signToken(userClaims({ ...claims, exp: 1 }), jwtSecret),
      "service role": await signToken(userClaims({ ...claims, role: "service_role" }), jwtSecret),
      garbage: "x.y.z",
      "publishable key": publishableKey,
      "secret key": secretKey,
    };
    const words = new Set<string>();
    for (const [path, app] of Object.entries(apps)) {
      const none = await problemOf(await ask(app, path), 401);
      assert.equal(none.detail, "Send Authorization: Bearer <access token>");
      const apikey = await ask(app, path, { headers: { apikey: secretKey } });
      assert.equal((await problemOf(apikey, 401)).detail, none.detail);
      for (const [name, token] of Object.entries(bad)) {
        const { request_id: _, ...problem } = await problemOf(await ask(app, path, { token }), 401);
        words.add(JSON.stringify(problem));
        assert.ok(!JSON.stringify(problem).includes(token), name);
      }
    }
    assert.equal(words.size, 1);
    const good = await signToken(userClaims(claims), jwtSecret);
    const accepted = await ask(apps["/tasks"] ?? assert.fail(), "/tasks", { token: good });
    assert.equal(accepted.status, 200, "the same token without a fault is good");
  });

  await t.step("a prompt that is none is 400 and named", async () => {
    for (const prompt of ["", "   \n", "x".repeat(4001), "a\u0000b", "\ud800", 7, null, ["x"]]) {
      assert.deepEqual(await fieldsOf(await prompts({ prompt })), ["prompt"]);
    }
    assert.deepEqual(await fieldsOf(await prompts({})), ["prompt"]);
    assert.deepEqual(await fieldsOf(await prompts({ prompt: "x", user_id: id })), ["user_id"]);
    for (const body of ["[]", "null", '"what needs action?"']) {
      assert.deepEqual(await fieldsOf(await prompts(body)), ["body"]);
    }
  });

  await t.step("a context that is none is 400 and named to the field", async () => {
    const field = async (context: unknown) =>
      [...new Set(await fieldsOf(await prompts({ prompt: "what needs action?", context })))].join();
    assert.equal(await field({ sources: ["fax"] }), "context.sources[0]");
    assert.equal(await field({ sources: [] }), "context.sources");
    assert.equal(await field({ sources: "slack" }), "context.sources");
    assert.equal(await field({ priority: "urgent" }), "context.priority");
    assert.equal(await field({ window: {} }), "context.window");
    assert.equal(await field([]), "context");
    const [start, end] = ["2026-03-18T12:00:00Z", "2026-03-18T14:00:00Z"];
    const window = (start: unknown, end: unknown) => field({ time_window: { start, end } });
    assert.equal(await window(end, start), "context.time_window.start");
    assert.equal(await window(start, start), "context.time_window.start");
    assert.equal(await window("yesterday", end), "context.time_window.start");
    assert.equal(await window(start, "9999-12-31T23:59:59-01:00"), "context.time_window.end");
    assert.equal(await window(start, undefined), "context.time_window.end");
  });

  await t.step("malformed JSON is 400, another content type 415, over 256 KiB 413", async () => {
    for (const body of ["{", '{"prompt": "x"', "{'prompt': 'x'}", "", "what needs action?"]) {
      assert.equal((await problemOf(await prompts(body), 400)).code, "malformed_json");
    }
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const response = await prompts('{"prompt": "x"}', { "content-type": type });
      assert.deepEqual(await fieldsOf(response, 415), ["content-type"]);
    }
    const large = JSON.stringify({ prompt: "x".repeat(256 * 1024) });
    const declared = await prompts(large, { "content-length": String(large.length) });
    assert.equal((await problemOf(declared, 413)).code, "body_too_large");
    const stream = new Blob([large]).stream();
    assert.equal((await problemOf(await prompts(stream), 413)).code, "body_too_large");
  });

  await t.step("words at the limits of what is accepted are answered", async () => {
    const accepted = [
      "x".repeat(4000),
      "🎉".repeat(2000),
      "' or 1=1 --",
      "%_\\ & | ! <-> :*",
      "last 0 hours",
      "summarize the last 9999 years",
      "between 23:00 and 1:00",
      '<script>alert("x")</script>',
      "ب".repeat(4000),
    ];
    for (const prompt of accepted) {
      const response = await prompts({ prompt });
      const text = await response.text();
      assert.equal(response.status, 200, `${prompt.slice(0, 40)}: ${text}`);
    }
    const context = {
      time_window: { start: "0001-01-01T00:00:00Z", end: "9999-12-31T23:59:59Z" },
      sources: ["slack", "slack"],
    };
    for (const prompt of ["summarize", "what needs action?", "who is Mira?"]) {
      const response = await prompts({ prompt, context });
      const text = await response.text();
      assert.equal(response.status, 200, text);
      assert.equal(JSON.parse(text).coverage.length, 1);
    }
  });
});
