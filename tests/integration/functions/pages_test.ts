import assert from "node:assert/strict";
import fc from "fast-check";
import { calendarApp } from "../../../shared/apps/calendar.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";
import { CalendarList } from "../../../shared/contracts/calendar.ts";
import { TaskPage } from "../../../shared/contracts/tasks.ts";
import { ask } from "../../support/functions.ts";
import { fieldsOf } from "../../support/problems.ts";
import { startTestStack } from "../../support/stack.ts";

Deno.test("lists come in pages", async (t) => {
  await using test = await startTestStack({ env: { RATE_LIMIT_PER_MINUTE: "10000" } });
  const { stack, services, signUp } = test;
  const owner = await signUp("owner");
  const tasks = tasksApp(services);
  const calendar = calendarApp(services);
  const read = async (query: Record<string, string>) => {
    const response = await ask(tasks, `/tasks?${new URLSearchParams(query)}`, {
      token: owner.token,
    });
    assert.equal(response.status, 200);
    return TaskPage.parse(await response.json());
  };
  const readEvents = async (query: Record<string, string>) => {
    const path = `/calendar/events?${new URLSearchParams(query)}`;
    const response = await ask(calendar, path, { token: owner.token });
    assert.equal(response.status, 200);
    return CalendarList.parse(await response.json());
  };
  // Many share a priority, a due time or a creation time, so that every part of the order decides.
  await stack.sql(
    `insert into public.tasks (user_id, title, priority, due_at, created_at, details)
     select $1, 't' || n, (array['low', 'medium', 'high'])[1 + n % 3],
       case when n % 4 > 0 then '2026-01-01'::timestamptz + (n % 5) * interval '1 microsecond' end,
       '2025-01-01'::timestamptz + (n % 2) * interval '1 microsecond', repeat('d', 3000)
     from generate_series(1, 130) as n`,
    [owner.id],
  );
  await stack.sql(
    `insert into public.calendar_events (user_id, title, start_at, end_at, description)
     select $1, 'e' || n, '2026-01-01'::timestamptz + (n % 7) * interval '1 microsecond', '2026-01-02', repeat('d', 3000)
     from generate_series(1, 130) as n`,
    [owner.id],
  );

  await t.step("every row once and in order, whatever the size of a page", async () => {
    const whole = await read({ limit: "500" });
    assert.equal(whole.next_cursor, null);
    assert.deepEqual([whole.total, whole.by_priority], [130, { high: 43, medium: 44, low: 43 }]);
    const events = await readEvents({ limit: "500" });
    assert.equal(events.total, 130);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 7, max: 140 }), async (limit) => {
        const ids: string[] = [];
        const eventIds: string[] = [];
        for (let cursor: string | null = ""; cursor !== null;) {
          const page: TaskPage = await read({ limit: `${limit}`, ...(cursor ? { cursor } : {}) });
          assert.equal(page.total, 130);
          ids.push(...page.tasks.map((task) => task.id));
          cursor = page.next_cursor;
        }
        for (let cursor: string | null = ""; cursor !== null;) {
          const page: CalendarList = await readEvents({
            limit: `${limit}`,
            ...(cursor ? { cursor } : {}),
          });
          eventIds.push(...page.events.map((event) => event.id));
          cursor = page.next_cursor;
        }
        assert.deepEqual(ids, whole.tasks.map((task) => task.id));
        assert.deepEqual(eventIds, events.events.map((event) => event.id));
      }),
      { numRuns: 6 },
    );
  });

  await t.step("a page without limit has a hundred rows, and long texts are bounded", async () => {
    const { tasks: [first], ...page } = await read({});
    assert.notEqual(page.next_cursor, null);
    assert.equal((await readEvents({})).events.length, 100);
    assert.equal(first?.details, `${"d".repeat(1999)}…`);
    assert.equal((await readEvents({})).events[0]?.description?.length, 2000);
  });

  await t.step("rows that arrive between two pages repeat and hide none", async () => {
    const first = await read({ limit: "10" });
    await owner.client.from("tasks").insert({
      title: "new",
      priority: "high",
      due_at: "2020-01-01T00:00:00Z",
    });
    const second = await read({ limit: "10", cursor: first.next_cursor ?? "" });
    const whole = (await read({ limit: "500" })).tasks.slice(1).map((task) => task.id);
    assert.deepEqual([...first.tasks, ...second.tasks].map((task) => task.id), whole.slice(0, 20));
  });

  await t.step("a cursor or limit that is none is named", async () => {
    const other = (await readEvents({ limit: "1" })).next_cursor ?? "";
    for (
      const query of ["cursor=x", "cursor=W10", `cursor=${other}`, `cursor=${"a".repeat(2000)}`]
    ) {
      const response = await ask(tasks, `/tasks?${query}`, { token: owner.token });
      assert.deepEqual(await fieldsOf(response), ["cursor"], query);
    }
    for (const limit of ["0", "501", "-1", "1.5", "x", ""]) {
      const response = await ask(calendar, `/calendar/events?limit=${limit}`, {
        token: owner.token,
      });
      assert.deepEqual(await fieldsOf(response), ["limit"], limit);
    }
  });

  await t.step("a full calendar says so", async () => {
    await stack.sql("update internal.usage_counts set row_count = 20000 where user_id = $1", [
      owner.id,
    ]);
    const at = "2026-01-01T00:00:00Z";
    const body = { title: "x", start_at: at, end_at: at };
    const response = await ask(calendar, "/calendar/events", { token: owner.token, body });
    assert.equal(response.status, 409, test.log.at(-2));
    assert.match(
      (await response.json()).detail,
      /20000 calendar events already, .*; delete some first/,
    );
  });
});
