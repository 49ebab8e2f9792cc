import assert from "node:assert/strict";
import postgres from "postgres";
import type { Stack } from "../../../supabase/embedded/options.ts";
import { eventually, makeProject, SCHEMA, start } from "./fixture.ts";

interface Answer {
  status_code: number | null;
  content_type: string | null;
  headers: Record<string, string> | null;
  content: string | null;
  timed_out: boolean;
  error_msg: string | null;
}

interface Arrived {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** A server that remembers what it was asked, and answers by path. */
function target() {
  const arrived: Arrived[] = [];
  const slow = Promise.withResolvers<void>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      arrived.push({
        method: request.method,
        path: pathname + search,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      });
      if (pathname === "/slow") await slow.promise;
      if (pathname === "/null") return new Response("a\0b", { headers: { "x-null": "1" } });
      if (pathname === "/fails") return Response.json({ error: "no" }, { status: 500 });
      return Response.json({ ok: true });
    },
  );
  return {
    arrived,
    url: `http://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      slow.resolve();
      await server.shutdown();
    },
  };
}

async function ask(stack: Stack, statement: string, ...parameters: (string | number)[]) {
  const [queued] = await stack.sql<{ id: number }>(`select ${statement} as id`, parameters);
  assert.ok(queued);
  return await eventually(async () => {
    const [answer] = await stack.sql<Answer>(
      `select status_code, content_type, headers, content, timed_out, error_msg
       from net._http_response where id = $1`,
      [queued.id],
    );
    return answer;
  }, `the answer to ${statement}`);
}

async function behaves(t: Deno.TestContext, stack: Stack) {
  await using server = target();

  await t.step("http_post() really posts, and the answer is stored", async () => {
    const answer = await ask(
      stack,
      `net.http_post($1, '{"a": [1]}', '{"q": "x y&z"}',
        '{"Content-Type": "application/json", "apikey": "k"}')`,
      `${server.url}/hook`,
    );
    assert.equal(answer.status_code, 200);
    assert.equal(answer.content_type, "application/json");
    assert.equal(answer.content, '{"ok":true}');
    assert.equal(answer.timed_out, false);
    assert.equal(answer.error_msg, null);
    const request = server.arrived.at(-1);
    assert.equal(request?.method, "POST");
    assert.equal(request?.path, "/hook?q=x%20y%26z");
    assert.deepEqual(JSON.parse(request?.body ?? ""), { a: [1] });
    assert.equal(request?.headers["apikey"], "k");
    assert.equal(request?.headers["content-type"], "application/json");
  });

  await t.step("http_get() and http_delete() send no body", async () => {
    for (const [name, method] of [["http_get", "GET"], ["http_delete", "DELETE"]] as const) {
      assert.equal((await ask(stack, `net.${name}($1)`, `${server.url}/thing`)).status_code, 200);
      assert.equal(server.arrived.at(-1)?.method, method);
      assert.equal(server.arrived.at(-1)?.body, "");
    }
  });

  await t.step("an answer with an error status is an answer", async () => {
    const answer = await ask(stack, "net.http_post($1)", `${server.url}/fails`);
    assert.deepEqual([answer.status_code, answer.error_msg], [500, null]);
  });

  await t.step("a timeout is stored as such, and holds up nobody", async () => {
    const slow = ask(
      stack,
      "net.http_get($1, timeout_milliseconds := 400)",
      `${server.url}/slow`,
    );
    const quick = await ask(stack, "net.http_get($1)", `${server.url}/quick`);
    assert.equal(quick.status_code, 200);
    assert.deepEqual(await slow, {
      status_code: null,
      content_type: null,
      headers: null,
      content: null,
      timed_out: true,
      error_msg: "Timeout of 400 ms reached",
    });
  });

  await t.step("what cannot be reached, or is no web address, is an error", async () => {
    const closed = await ask(stack, "net.http_get($1)", "http://127.0.0.1:1/");
    assert.deepEqual([closed.status_code, closed.timed_out], [null, false]);
    assert.ok(closed.error_msg);
    const file = await ask(stack, "net.http_get($1)", "file:///etc/hostname");
    assert.deepEqual([file.content, file.error_msg], [null, "Unsupported protocol"]);
  });

  await t.step("an answer that Postgres cannot hold is stored readably", async () => {
    assert.equal((await ask(stack, "net.http_get($1)", `${server.url}/null`)).content, "a\ufffdb");
  });

  await t.step("a request of a transaction that fails is never sent", async () => {
    await assert.rejects(
      stack.sql(
        `do $$ begin perform net.http_get('${server.url}/rolled-back'); raise 'no'; end $$`,
      ),
    );
    await ask(stack, "net.http_get($1)", `${server.url}/after`);
    assert.ok(!server.arrived.some((request) => request.path === "/rolled-back"));
  });

  await t.step("many requests at once all arrive, once each", async () => {
    const before = server.arrived.length;
    await stack.sql(
      "select net.http_get($1 || n::text) from generate_series(1, 150) as n",
      [`${server.url}/many/`],
    );
    await eventually(
      async () => {
        const [left] = await stack.sql<{ done: boolean }>(
          `select count(*) = 150 as done from net._http_response
           where id > (select max(id) - 150 from net._http_response)
             and not exists (select from net.http_request_queue)`,
        );
        return left?.done && server.arrived.length >= before + 150;
      },
      "150 answers",
    );
    const paths = server.arrived.slice(before).map((request) => request.path);
    assert.equal(new Set(paths).size, 150);
    assert.equal(paths.length, 150);
  });
}

Deno.test("startNet() sends the requests of a PGlite database", async (t) => {
  await using project = await makeProject();
  await using stack = await start(project.root, { schedules: true });
  await behaves(t, stack);

  await t.step("http_post() refuses a body that is not JSON", async () => {
    await assert.rejects(
      stack.sql(
        `select net.http_post('http://127.0.0.1:1', headers := '{"content-type": "text/plain"}')`,
      ),
      /Content-Type header must be "application\/json"/,
    );
  });

  await t.step("_http_collect_response() says how a request went", async () => {
    const [result] = await stack.sql<{ status: string }>(
      `select (net._http_collect_response(max(id))).status::text as status
       from net._http_response where status_code = 200`,
    );
    assert.equal(result?.status, "SUCCESS");
    const [missing] = await stack.sql<{ status: string }>(
      "select (net._http_collect_response(0)).status::text as status",
    );
    assert.equal(missing?.status, "ERROR");
  });
});

const server = Deno.env.get("TEST_DATABASE_URL");

// The same over a real server, where there is one: the stand-in there is the same file.
if (server) {
  Deno.test("startNet() sends the requests of a Postgres server", async (t) => {
    const admin = postgres(server, { onnotice: () => {} });
    const name = `embedded_${crypto.randomUUID().replaceAll("-", "")}`;
    await admin.unsafe(`create database ${name}`);
    try {
      // pg_cron can be in one database of a server only, and that one is taken.
      const schema = SCHEMA.replace("create extension if not exists pg_cron;", "");
      await using project = await makeProject({
        "supabase/migrations/20260101000000_schema.sql": schema,
      });
      const url = new URL(server);
      url.pathname = `/${name}`;
      await using stack = await start(project.root, { databaseUrl: url.href, schedules: true });
      await behaves(t, stack);
    } finally {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    }
  });
}
