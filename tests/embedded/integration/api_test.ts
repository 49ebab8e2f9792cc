import assert from "node:assert/strict";
import { openDataFolder } from "../../../supabase/embedded/state.ts";
import { call, makeProject, signUp, start } from "./fixture.ts";

Deno.test("startStack() serves Auth and the Data API of a project", async (t) => {
  await using project = await makeProject();
  await using stack = await start(project.root);
  const [ada, ben] = [
    await signUp(stack, "ada@example.org"),
    await signUp(stack, "ben@example.org"),
  ];
  for (const [person, body] of [[ada, "Ada's"], [ben, "Ben's"]] as const) {
    const init = { method: "POST", body: JSON.stringify({ body }) };
    assert.equal((await person.call("/rest/v1/notes", init)).status, 201);
  }

  await t.step("requests at the same time never see another's rows", async () => {
    const people = Array.from({ length: 40 }, (_, index) => index % 2 ? ada : ben);
    const answers = await Promise.all(
      people.map((person) => person.call("/rest/v1/notes?select=user_id")),
    );
    for (const [index, { status, body }] of answers.entries()) {
      assert.equal(status, 200);
      assert.deepEqual(body, [{ user_id: people[index]?.id }]);
    }
  });

  await t.step("requests leave the grants as the migrations made them", async () => {
    const grants = await stack.sql<{ grant: string }>(`
      select table_schema || '.' || table_name || ' ' || grantee || ' ' || lower(privilege_type) as grant
      from information_schema.role_table_grants
      where table_schema in ('public', 'internal') and grantee in ('anon', 'authenticated')
        and table_name in ('notes', 'secrets') order by 1`);
    assert.deepEqual(grants.map((row) => row.grant), [
      "public.notes authenticated insert",
      "public.notes authenticated select",
    ]);
  });

  await t.step("a schema for the service is closed to users and strangers", async () => {
    const profile = { "accept-profile": "internal" };
    assert.notEqual((await call(stack, "/rest/v1/secrets", {}, profile)).status, 200);
    const asAda = { ...profile, authorization: `Bearer ${ada.token}` };
    assert.notEqual((await call(stack, "/rest/v1/secrets", {}, asAda)).status, 200);
    const asService = { ...profile, apikey: stack.secretKey };
    assert.deepEqual((await call(stack, "/rest/v1/secrets?select=body", {}, asService)).body, [
      { body: "for the service" },
    ]);
  });

  await t.step("a request without a key, or with a wrong one, is refused", async () => {
    for (const apikey of ["", "sb_secret_wrong"]) {
      assert.equal((await call(stack, "/rest/v1/notes", {}, { apikey })).status, 401);
    }
    const response = await fetch(`${stack.url}/rest/v1/notes`);
    await response.body?.cancel();
    assert.equal(response.status, 401);
  });

  await t.step("Vault tells SQL where the functions are", async () => {
    const secrets = await stack.sql<{ name: string; secret: string }>(
      "select name, decrypted_secret as secret from vault.decrypted_secrets order by name",
    );
    assert.deepEqual(secrets, [
      { name: "project_url", secret: stack.url },
      { name: "secret_key", secret: stack.secretKey },
    ]);
  });

  await t.step("the stand-ins are closed to the API roles", async () => {
    for (
      const statement of [
        "select * from vault.decrypted_secrets",
        "select net.http_get('http://127.0.0.1:1')",
        "select cron.schedule('x', '* * * * *', 'select 1')",
        "select * from cron.job",
      ]
    ) {
      for (const role of ["anon", "authenticated", "service_role"]) {
        await assert.rejects(
          stack.sql(`do $$ begin set local role ${role}; execute ${quote(statement)}; end $$`),
          /permission denied/,
          `${role}: ${statement}`,
        );
      }
    }
  });

  await t.step("a new table is served after notify pgrst", async () => {
    await stack.sql("create table public.later as select 1 as one");
    await stack.sql("grant select on public.later to anon");
    await stack.sql("notify pgrst, 'reload schema'");
    assert.deepEqual(await call(stack, "/rest/v1/later"), { status: 200, body: [{ one: 1 }] });
  });

  await t.step(
    "what a constraint refuses is the client's fault, with Postgres's code",
    async () => {
      await stack.sql(`create table public.limited (
      id integer primary key, n integer check (n > 0), other integer references public.limited,
      at timestamptz not null default '2026-01-31 10:00:00.5+01')`);
      await stack.sql("grant all on public.limited to anon");
      await stack.sql("notify pgrst, 'reload schema'");
      const insert = async (row: Record<string, unknown>) => {
        const init = { method: "POST", body: JSON.stringify(row) };
        const { status, body } = await call(stack, "/rest/v1/limited", init);
        return [status, body && Reflect.get(Object(body), "code")];
      };
      assert.deepEqual(await insert({ id: 1, n: 1 }), [201, null]);
      assert.deepEqual(await insert({ id: 1, n: 1 }), [409, "23505"]);
      assert.deepEqual(await insert({ id: 2, n: 1, other: 9 }), [409, "23503"]);
      assert.deepEqual(await insert({ id: 2, n: 0 }), [400, "23514"]);
      assert.deepEqual(await insert({ id: null, n: 1 }), [400, "23502"]);
      const { body } = await call(stack, "/rest/v1/limited?select=at");
      assert.deepEqual(body, [{ at: "2026-01-31T09:00:00.5+00:00" }]);
    },
  );

  await t.step("more rows than one statement takes are refused at once", async () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, id) => ({ id: id + 10, n: 1 }));
    const insert = (count: number) =>
      call(stack, "/rest/v1/limited", { method: "POST", body: JSON.stringify(rows(count)) });
    const { status, body } = await insert(5001);
    assert.deepEqual([status, Reflect.get(Object(body), "code")], [400, "23514"]);
    assert.equal((await insert(1000)).status, 201);
    assert.equal((await call(stack, "/rest/v1/limited?select=id&id=gte.10&limit=1")).status, 200);
  });

  await t.step("a failed request does not leave its transaction open", async () => {
    const init = { method: "POST", body: JSON.stringify({ body: null }) };
    assert.equal((await ada.call("/rest/v1/notes", init)).status, 400);
    assert.equal((await ada.call("/rest/v1/notes?select=id")).status, 200);
    assert.deepEqual(await stack.sql("select current_user::text as who"), [{ who: "postgres" }]);
  });
});

Deno.test("startStack() answers over the network only while it runs", async () => {
  await using project = await makeProject();
  const stack = await start(project.root);
  const response = await fetch(`${stack.url}/`);
  assert.equal(response.status, 404);
  await response.body?.cancel();
  await stack.stop();
  await stack.stop();
  await assert.rejects(fetch(stack.url), TypeError);
});

Deno.test("startStack() leaves nothing behind when it fails", async () => {
  await using project = await makeProject({
    "supabase/migrations/20260101000001_broken.sql": "select 1;\nselect nothing_there;",
  });
  await assert.rejects(
    start(project.root, { data: project.data, snapshot: false }),
    /20260101000001_broken\.sql:2:8 \(statement 2\): column "nothing_there" does not exist/,
  );
  // The folder is free again.
  await (await openDataFolder(project.data)).release();
});

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
