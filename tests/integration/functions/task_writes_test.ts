import assert from "node:assert/strict";
import { Task, TaskPage } from "../../../shared/contracts/tasks.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";
import { ask, type Asked } from "../../support/functions.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack } from "../../support/stack.ts";
import { storeEvents } from "../../support/timeline.ts";

const now = "2026-03-18T14:30:00Z";

Deno.test("POST, PATCH and DELETE /tasks", async (t) => {
  await using test = await startTestStack({ now, env: { RATE_LIMIT_PER_MINUTE: "1000" } });
  const { stack, services } = test;
  const app = tasksApp(services);
  const owner = await test.signUp("owner");
  const other = await test.signUp("other");

  const send = (path: string, asked: Asked = {}) =>
    ask(app, `/tasks${path}`, { token: owner.token, ...asked });
  const taskOf = async (response: Response, status = 200) => {
    const text = await response.text();
    assert.equal(response.status, status, text);
    return Task.parse(JSON.parse(text));
  };
  const add = async (body: object) => await taskOf(await send("", { body }), 201);
  const change = (id: string, body: object, headers: Record<string, string> = {}) =>
    send(`/${id}`, { method: "PATCH", body, headers });
  const tagOf = async (id: string) => {
    const response = await send(`/${id}`);
    await response.body?.cancel();
    return response.headers.get("etag") ?? "";
  };
  const titles = async (status: string) => {
    const response = await send(`?status=${status}`);
    return TaskPage.parse(await response.json()).tasks.map((task) => task.title);
  };

  await t.step("POST adds a task and gives it back as stored", async () => {
    const task = await add({ title: " Call the printer ", due_at: "2026-03-20T10:00:00+01:00" });
    assert.deepEqual(
      [task.title, task.status, task.priority, task.due_at, task.snoozed_until, task.source_refs],
      ["Call the printer", "open", "medium", "2026-03-20T09:00:00.000Z", null, []],
    );
    assert.deepEqual(await taskOf(await send(`/${task.id}`)), task);
  });

  await t.step("POST cites the event of one's own that it comes from, and no other's", async () => {
    const [mine] = await storeEvents(test, owner.id, [{ at: now, text: "Bring the contract." }]);
    const [theirs] = await storeEvents(test, other.id, [{ at: now, text: "Not yours." }]);
    const task = await add({ title: "Contract", source_event_id: mine });
    assert.deepEqual(task.source_refs, [{ type: "event", id: mine, source: "slack" }]);
    for (const source_event_id of [theirs, crypto.randomUUID()]) {
      const refused = await send("", { body: { title: "x", source_event_id } });
      assert.deepEqual(await fieldsOf(refused), ["source_event_id"]);
    }
  });

  await t.step("PATCH changes what is given and leaves the rest", async () => {
    const task = await add({ title: "Patch", details: "as it was", priority: "low" });
    const changed = await taskOf(await change(task.id, { priority: "high", due_at: now }));
    assert.deepEqual({ ...changed, updated_at: "" }, {
      ...task,
      priority: "high",
      due_at: "2026-03-18T14:30:00.000Z",
      updated_at: "",
    });
    assert.equal((await taskOf(await change(task.id, { due_at: null }))).due_at, null);
  });

  await t.step("a task that is snoozed until then opens again by itself", async () => {
    const { id } = await add({ title: "Snoozed" });
    const later = await taskOf(await change(id, { snoozed_until: "2099-01-01T00:00:00Z" }));
    assert.deepEqual([later.status, later.snoozed_until], ["snoozed", "2099-01-01T00:00:00.000Z"]);
    await services.internal("wake_snoozed_tasks", {});
    assert.deepEqual(await titles("snoozed"), ["Snoozed"]);
    await taskOf(await change(id, { status: "snoozed", snoozed_until: "2026-01-01T00:00:00Z" }));
    await services.internal("wake_snoozed_tasks", {});
    const woken = await taskOf(await send(`/${id}`));
    assert.deepEqual([woken.status, woken.snoozed_until], ["open", null]);
  });

  await t.step("a snoozed task that is done or opened has no end of it any more", async () => {
    const { id } = await add({ title: "Until", snoozed_until: "2099-01-01T00:00:00Z" });
    const opened = await taskOf(await change(id, { status: "open" }));
    assert.deepEqual([opened.status, opened.snoozed_until], ["open", null]);
    const done = await change(id, { status: "done", snoozed_until: "2099-01-01T00:00:00Z" });
    assert.deepEqual(await fieldsOf(done), ["snoozed_until"]);
  });

  await t.step("If-Match lets only the first of two changes of one version through", async () => {
    const { id } = await add({ title: "Version" });
    const etag = await tagOf(id);
    assert.match(etag, /^"[^"]+"$/);
    const answers = await Promise.all(
      ["a", "b", "c", "d"].map((title) => change(id, { title }, { "if-match": etag })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412, 412]);
    const winner = answers.find(({ status }) => status === 200);
    assert.equal(winner?.headers.get("etag"), await tagOf(id));
    for (const answer of answers) await answer.body?.cancel();
    const late = await send(`/${id}`, { method: "DELETE", headers: { "if-match": etag } });
    assert.equal((await problemOf(late, 412)).code, "precondition_failed");
    const list = `"other", ${await tagOf(id)}`;
    const gone = await send(`/${id}`, { method: "DELETE", headers: { "if-match": list } });
    assert.equal(gone.status, 204);
    await problemOf(await change(id, { title: "x" }, { "if-match": etag }), 404);
    assert.deepEqual(
      await fieldsOf(await change(id, { title: "x" }, { "if-match": "yesterday" })),
      ["if-match"],
    );
  });

  await t.step("names what is wrong with a body or an id", async () => {
    const fields = async (response: Promise<Response>) => await fieldsOf(await response);
    assert.deepEqual(await fields(send("", { body: {} })), ["title"]);
    assert.deepEqual(await fields(send("", { body: { title: "x", id: owner.id } })), ["id"]);
    assert.deepEqual(await fields(send("", { body: { title: "x", priority: "urgent" } })), [
      "priority",
    ]);
    const { id } = await add({ title: "Bad input" });
    assert.deepEqual(await fields(change(id, {})), ["body"]);
    assert.deepEqual(await fields(change(id, { title: "x", detection_key: "x" })), [
      "detection_key",
    ]);
    assert.deepEqual(await fields(change(id, { due_at: "tomorrow" })), ["due_at"]);
    assert.deepEqual(await fields(change("not-an-id", { title: "x" })), ["id"]);
  });

  await t.step("another person's task is as absent as one that never was", async () => {
    const { id } = await add({ title: "Mine" });
    for (
      const asked of [{}, { method: "DELETE" }, { method: "PATCH", body: { title: "Theirs" } }]
    ) {
      await problemOf(await send(`/${id}`, { ...asked, token: other.token }), 404);
    }
    assert.equal((await taskOf(await send(`/${id}`))).title, "Mine");
  });

  await t.step("what was deleted or done is not detected again", async () => {
    const asker = await test.signUp("asker");
    await storeEvents(test, asker.id, [
      {
        at: "2026-03-18T13:00:00Z",
        text: "Could you send the invoice by Friday?",
        type: "mention",
      },
      { at: "2026-03-18T13:10:00Z", text: "Please review the contract.", type: "mention" },
    ]);
    const detect = async () => {
      const body = { prompt: "what needs action?" };
      const response = await ask(promptsApp(services), "/prompts", { token: asker.token, body });
      return (await response.json()).response.tasks as Task[];
    };
    const [first, second] = await detect();
    assert.ok(first && second, "both requests are found");
    const patched = await ask(app, `/tasks/${first.id}`, {
      token: asker.token,
      method: "PATCH",
      body: { status: "done" },
    });
    assert.equal((await taskOf(patched)).status, "done");
    const path = `/tasks/${second.id}`;
    await ask(app, path, { token: asker.token, method: "DELETE" });
    assert.deepEqual(await detect(), []);
    const rows = await stack.sql(
      "select id, status from public.tasks where user_id = $1",
      [asker.id],
    );
    assert.deepEqual(rows, [{ id: first.id, status: "done" }]);
  });
});
