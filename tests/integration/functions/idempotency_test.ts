import assert from "node:assert/strict";
import { calendarApp } from "../../../shared/apps/calendar.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";
import { ask } from "../../support/functions.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack } from "../../support/stack.ts";

const meeting = {
  title: "Visit",
  start_at: "2026-03-20T10:00:00Z",
  end_at: "2026-03-20T11:00:00Z",
};

Deno.test("Idempotency-Key", async (t) => {
  await using test = await startTestStack({ env: { RATE_LIMIT_PER_MINUTE: "1000" } });
  const { stack, services, signUp } = test;
  const owner = await signUp("owner");
  const tasks = tasksApp(services);
  const post = (body: object, key: string, token = owner.token) =>
    ask(tasks, "/tasks", { token, body, headers: { "idempotency-key": key } });
  const count = async (title: string) =>
    (await stack.sql("select 1 from public.tasks where title = $1", [title])).length;

  await t.step(
    "gives a repetition the first answer, whatever became of the row since",
    async () => {
      const first = await post({ title: "Once" }, "key-1");
      const body = await first.json();
      assert.equal(first.headers.get("idempotent-replayed"), null);
      await stack.sql("update public.tasks set title = 'Changed' where id = $1", [body.id]);
      for (const key of ["key-1", '"key-1"']) {
        const again = await post({ title: "Once" }, key);
        assert.equal(again.status, 201);
        assert.equal(again.headers.get("idempotent-replayed"), "true");
        assert.equal(again.headers.get("etag"), first.headers.get("etag"));
        assert.ok(again.headers.get("x-request-id"));
        assert.deepEqual(await again.json(), body);
      }
      assert.equal(await count("Once"), 0);
    },
  );

  await t.step("20 at once create one row and get one answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post({ title: "Parallel" }, "key-2")),
    );
    const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())));
    assert.equal(bodies.size, 1);
    assert.ok(answers.every(({ status }) => status === 201));
    assert.equal(await count("Parallel"), 1);
  });

  await t.step("refuses another body under the same key", async () => {
    const problem = await problemOf(await post({ title: "Other" }, "key-2"), 422);
    assert.equal(problem.code, "idempotency_key_reused");
    assert.equal(await count("Other"), 0);
  });

  await t.step("keys are of one person and one route", async () => {
    const other = await signUp("other");
    assert.equal((await post({ title: "Parallel" }, "key-2", other.token)).status, 201);
    const event = await ask(calendarApp(services), "/calendar/events", {
      token: owner.token,
      body: meeting,
      headers: { "idempotency-key": "key-2" },
    });
    assert.equal(event.status, 201);
    assert.equal(await count("Parallel"), 2);
  });

  await t.step("a refused request may be corrected under its key", async () => {
    assert.deepEqual(await fieldsOf(await post({ title: "" }, "key-3")), ["title"]);
    assert.equal((await post({ title: "Corrected" }, "key-3")).status, 201);
  });

  await t.step("who was cut off before the answer was kept finds what was created", async () => {
    const first = await (await post({ title: "Cut off" }, "key-4")).json();
    await stack.sql(
      `update internal.idempotency_keys set status = null, body = null, held_until = now()
       where key = 'key-4'`,
    );
    const again = await post({ title: "Cut off" }, "key-4");
    assert.equal(again.status, 201);
    assert.equal((await again.json()).id, first.id);
    assert.equal(await count("Cut off"), 1);
    const events = calendarApp(services);
    const add = () =>
      ask(events, "/calendar/events", {
        token: owner.token,
        body: { ...meeting, title: "Cut off" },
        headers: { "idempotency-key": "key-4" },
      });
    const event = await (await add()).json();
    await stack.sql(
      `update internal.idempotency_keys set status = null, body = null, held_until = now()
       where key = 'key-4'`,
    );
    assert.equal((await (await add()).json()).id, event.id);
  });

  await t.step("a repetition while the first goes on is told to wait", async () => {
    await post({ title: "Running" }, "key-5");
    await stack.sql(
      `update internal.idempotency_keys set status = null, held_until = now() + interval '1 minute'
       where key = 'key-5'`,
    );
    let waited = 0;
    const impatient = tasksApp({
      ...services,
      sleep: (milliseconds) => Promise.resolve(void (waited += milliseconds)),
      monotonic: () => waited,
    });
    const answer = await ask(impatient, "/tasks", {
      token: owner.token,
      body: { title: "Running" },
      headers: { "idempotency-key": "key-5" },
    });
    assert.equal(answer.headers.get("retry-after"), "5");
    assert.equal((await problemOf(answer, 409)).code, "request_in_progress");
  });

  await t.step("an answer goes with what it tells of, and is not created again", async () => {
    const { id } = await (await post({ title: "Secret plan" }, "key-6")).json();
    await ask(tasks, `/tasks/${id}`, { token: owner.token, method: "DELETE" });
    const kept = await stack.sql<{ row: string }>(
      "select k::text as row from internal.idempotency_keys as k where user_id = $1",
      [owner.id],
    );
    assert.ok(kept.every(({ row }) => !row.includes("Secret plan")));
    await problemOf(await post({ title: "Secret plan" }, "key-6"), 404);
    assert.equal(await count("Secret plan"), 0);
  });

  await t.step("names a key that is none", async () => {
    for (const key of ["", '""', "x".repeat(256), "schl\u00fcssel"]) {
      assert.deepEqual(await fieldsOf(await post({ title: "x" }, key)), ["idempotency-key"]);
    }
  });

  await t.step("expires, and is then as new", async () => {
    await post({ title: "Expires" }, "key-7");
    await stack.sql("update internal.idempotency_keys set expires_at = now() where key = 'key-7'");
    assert.equal((await post({ title: "Expires" }, "key-7")).status, 201);
    assert.equal(await count("Expires"), 2);
    await stack.sql(
      "update internal.idempotency_keys set expires_at = '2020-01-01' where key = 'key-7'",
    );
    await services.internal("prune_history", {});
    assert.deepEqual(
      await stack.sql("select 1 from internal.idempotency_keys where key = 'key-7'"),
      [],
    );
  });

  await t.step("keeps at most a thousand answers of a person", async () => {
    await stack.sql(
      `insert into internal.idempotency_keys (user_id, route, key, request_hash, holder, held_until, created_at)
       select $1, 'POST /old', n::text, repeat('0', 64), gen_random_uuid(), now(), now() - interval '1 hour'
       from generate_series(1, 1500) as n`,
      [owner.id],
    );
    assert.equal((await post({ title: "One more" }, "key-8")).status, 201);
    const [kept] = await stack.sql<{ n: number }>(
      "select count(*)::integer as n from internal.idempotency_keys where user_id = $1",
      [owner.id],
    );
    assert.equal(kept?.n, 1000);
  });
});
