import assert from "node:assert/strict";
import { TaskList } from "../../../shared/contracts/tasks.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";
import { ask } from "../../support/functions.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack, type TestUser } from "../../support/stack.ts";

Deno.test("GET /tasks", async (t) => {
  await using test = await startTestStack({ env: { RATE_LIMIT_PER_MINUTE: "30" } });
  const app = tasksApp(test.services);
  const owner = await test.signUp("owner");
  const other = await test.signUp("other");

  const list = async (query = "", user: TestUser = owner) => {
    const response = await ask(app, `/tasks${query}`, { token: user.token });
    assert.equal(response.status, 200);
    return TaskList.parse(await response.json());
  };
  const add = async (user: TestUser, ...tasks: object[]) => {
    const { error } = await user.client.from("tasks").insert(tasks);
    assert.equal(error, null);
  };

  await t.step("gives nothing to whoever has nothing to do", async () => {
    assert.deepEqual(await list(), {
      tasks: [],
      total: 0,
      by_priority: { high: 0, medium: 0, low: 0 },
    });
  });

  await t.step("puts the most urgent first, then what is due first, then the newest", async () => {
    await add(owner, { title: "low", priority: "low" });
    await add(owner, { title: "later", priority: "high", due_at: "2026-04-02T09:00:00Z" });
    await add(owner, { title: "whenever", priority: "high" });
    await add(owner, { title: "soon", priority: "high", due_at: "2026-04-01T09:00:00Z" });
    await add(owner, { title: "medium" });
    await add(owner, { title: "whenever, newer", priority: "high" });
    const { tasks, total, by_priority } = await list();
    assert.deepEqual(tasks.map((task) => task.title), [
      "soon",
      "later",
      "whenever, newer",
      "whenever",
      "medium",
      "low",
    ]);
    assert.equal(total, 6);
    assert.deepEqual(by_priority, { high: 4, medium: 1, low: 1 });
    assert.ok(tasks.every((task) => task.source_event_id === null));
  });

  await t.step("filters by status and priority", async () => {
    await add(owner, { title: "done", status: "done" }, { title: "snoozed", status: "snoozed" });
    const titles = async (query: string) => (await list(query)).tasks.map((task) => task.title);
    assert.deepEqual(await titles("?status=done"), ["done"]);
    assert.deepEqual(await titles("?status=snoozed"), ["snoozed"]);
    assert.deepEqual(await titles("?priority=medium"), ["medium"]);
    assert.deepEqual(await titles("?status=done&priority=high"), []);
  });

  await t.step("shows nobody else's tasks", async () => {
    await add(other, { title: "of the other", priority: "high" });
    assert.ok((await list()).tasks.every((task) => task.title !== "of the other"));
    assert.deepEqual((await list("", other)).tasks.map((task) => task.title), ["of the other"]);
  });

  await t.step("names what is wrong with a query", async () => {
    const fields = async (query: string) =>
      await fieldsOf(await ask(app, `/tasks${query}`, { token: owner.token }));
    assert.deepEqual(await fields("?status=closed"), ["status"]);
    assert.deepEqual(await fields("?priority=urgent"), ["priority"]);
    assert.deepEqual(await fields("?state=open"), ["state"]);
    assert.deepEqual(await fields(`?user_id=${other.id}`), ["user_id"]);
    assert.deepEqual(await fields("?status=open&status=done"), ["status"]);
  });

  await t.step("has an answer for every other method and path", async () => {
    const refused = async (path: string, method: string) => {
      const body = method === "DELETE" ? undefined : {};
      const asked = { token: owner.token, method, ...(body ? { body } : {}) };
      assert.equal((await problemOf(await ask(app, path, asked), 404)).code, "not_found");
    };
    await refused("/tasks", "PUT");
    await refused("/tasks/nothing/here", "DELETE");
  });

  await t.step("lets nobody ask more often than allowed, and everybody else go on", async () => {
    let response: Response;
    let left: number | undefined;
    do {
      response = await ask(app, "/tasks", { token: owner.token });
      assert.equal(response.headers.get("ratelimit-policy"), '"minute";q=30;w=60');
      const now = Number(/;r=(\d+)/.exec(response.headers.get("ratelimit") ?? "")?.[1]);
      assert.ok(left === undefined ? now < 30 : now === Math.max(0, left - 1), `${left} ${now}`);
      left = now;
      if (response.status === 200) await response.body?.cancel();
    } while (response.status === 200);
    assert.match(response.headers.get("ratelimit") ?? "", /;r=0;t=\d+$/);
    const seconds = Number(response.headers.get("retry-after"));
    assert.ok(seconds >= 1 && seconds <= 60);
    assert.equal((await problemOf(response, 429)).code, "too_many_requests");
    assert.equal((await list("", other)).total, 1);
  });
});
