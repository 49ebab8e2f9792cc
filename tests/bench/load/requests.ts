import type { Sql } from "postgres";
import { calendarApp } from "../../../shared/apps/calendar.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import type { Services } from "../../../shared/apps/services.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";
import type { Client } from "../../../shared/database/clients.ts";
import { takeRateLimit } from "../../../shared/http/rate_limit.ts";
import type { Kind } from "./driver.ts";
import type { Person } from "./people.ts";

const day = 86_400_000;

/** What the kinds are taken from: people in turn, so that nobody meets their rate limit. */
function inTurn(people: Person[]): () => Person {
  let next = 0;
  return () => {
    const person = people[next++ % people.length];
    if (!person) throw new Error("There is nobody");
    return person;
  };
}

/** Requests to the functions of this process, over HTTP. */
export function throughFunctions(
  services: Services,
  people: Person[],
  prompts: number,
): { kinds: Kind[] } & AsyncDisposable {
  const apps = new Map([
    ["tasks", tasksApp(services)],
    ["calendar", calendarApp(services)],
    ["prompts", promptsApp(services)],
  ]);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const app = apps.get(new URL(request.url).pathname.split("/")[1] ?? "");
    return app ? app.fetch(request) : new Response(null, { status: 404 });
  });
  const person = inTurn(people);
  const send = async (path: string, body?: unknown): Promise<void> => {
    const init: RequestInit = {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${person().token}`,
        "content-type": "application/json",
      },
    };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(`http://127.0.0.1:${server.addr.port}${path}`, init);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`status ${response.status}`);
  };
  const shares = shared(prompts);
  return {
    kinds: [
      { name: "GET tasks", share: shares.listTasks, run: () => send("/tasks") },
      {
        name: "POST tasks",
        share: shares.addTask,
        run: () => send("/tasks", { title: "Call the landlord" }),
      },
      { name: "GET calendar", share: shares.listEvents, run: () => send("/calendar/events") },
      {
        name: "POST calendar",
        share: shares.addEvent,
        run: () => send("/calendar/events", meeting()),
      },
      {
        name: "POST prompts",
        share: shares.prompts,
        run: () => send("/prompts", { prompt: "summarize last 2 hours" }),
      },
    ],
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The calls that the functions make at the Data API, without the functions. */
export function throughDataApi(services: Services, people: Person[], prompts: number): Kind[] {
  const person = inTurn(people);
  const as = async (
    name: string,
    run: (client: Client) => PromiseLike<{ error: { code: string } | null }>,
  ) => {
    const { id, token } = person();
    await takeRateLimit(services.internal, `api-${name}:${id}`, 100_000);
    const { error } = await run(services.as({ token }));
    if (error) throw new Error(error.code);
  };
  const shares = shared(prompts);
  return [
    {
      name: "rpc list_tasks",
      share: shares.listTasks,
      run: () =>
        as("tasks", (client) => client.rpc("list_tasks", { task_status: "open", page_size: 51 })),
    },
    {
      name: "post tasks",
      share: shares.addTask,
      run: () =>
        as("tasks", (client) => client.from("tasks").insert({ title: "Call the landlord" })),
    },
    {
      name: "rpc list_calendar_events",
      share: shares.listEvents,
      run: () => as("calendar", (client) => client.rpc("list_calendar_events", { page_size: 51 })),
    },
    {
      name: "post calendar_events",
      share: shares.addEvent,
      run: () => as("calendar", (client) => client.from("calendar_events").insert(meeting())),
    },
  ];
}

/** The same SQL without functions and Data API: rate limit, role and claims, statement. */
export function throughSql(sql: Sql, people: Person[], prompts: number): Kind[] {
  const person = inTurn(people);
  const as = async (name: string, run: (sql: Sql, id: string) => Promise<unknown>) => {
    const { id } = person();
    await sql`select * from internal.take_rate_limit(${`direct-${name}:${id}`}, 100000, 60)`;
    await sql.begin(async (transaction) => {
      const own = transaction as unknown as Sql;
      const claims = JSON.stringify({ sub: id, role: "authenticated" });
      await own`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true)`;
      await run(own, id);
    });
  };
  const shares = shared(prompts);
  return [
    {
      name: "list_tasks",
      share: shares.listTasks,
      run: () =>
        as("tasks", (own) => own`select public.list_tasks(task_status => 'open', page_size => 51)`),
    },
    {
      name: "insert tasks",
      share: shares.addTask,
      run: () =>
        as(
          "tasks",
          (own, id) =>
            own`insert into public.tasks (user_id, title) values (${id}, 'Call the landlord') returning id`,
        ),
    },
    {
      name: "list_calendar_events",
      share: shares.listEvents,
      run: () => as("calendar", (own) => own`select public.list_calendar_events(page_size => 51)`),
    },
    {
      name: "insert calendar_events",
      share: shares.addEvent,
      run: () =>
        as("calendar", (own, id) => {
          const { title, start_at, end_at } = meeting();
          return own`insert into public.calendar_events (user_id, title, start_at, end_at)
            values (${id}, ${title}, ${start_at}, ${end_at}) returning id`;
        }),
    },
  ];
}

/** Of a hundred requests; what is no prompt is read three times as often as written. */
function shared(prompts: number) {
  const rest = 100 - prompts;
  const addTask = Math.floor(rest * 0.15);
  const addEvent = Math.floor(rest * 0.1);
  const listEvents = Math.floor(rest * 0.3);
  return {
    addTask,
    addEvent,
    listEvents,
    listTasks: rest - addTask - addEvent - listEvents,
    prompts,
  };
}

function meeting() {
  const start = Date.now() + Math.floor(Math.random() * 30) * day;
  return {
    title: "Standup",
    start_at: new Date(start).toISOString(),
    end_at: new Date(start + 1_800_000).toISOString(),
  };
}
