import assert from "node:assert/strict";
import { join } from "node:path";
import { connect } from "../../../supabase/embedded/database/connect.ts";
import type { Database } from "../../../supabase/embedded/database/database.ts";
import {
  migrate,
  MigrationError,
  readMigrations,
} from "../../../supabase/embedded/database/migrate.ts";
import { makeProject, start } from "./fixture.ts";

async function folder(files: Record<string, string>): Promise<string> {
  const path = await Deno.makeTempDir({ prefix: "embedded-migrations-" });
  for (const [name, sql] of Object.entries(files)) await Deno.writeTextFile(join(path, name), sql);
  return path;
}

const versions = async (database: Database) =>
  (await database.query<{ version: string }>(
    "select version from supabase_migrations.schema_migrations order by version",
  )).map((row) => row.version);

Deno.test("migrate() applies each file once, in a transaction of its own", async (t) => {
  const cache = await Deno.makeTempDir({ prefix: "embedded-cache-" });
  const database = await connect({ kind: "memory" }, cache);
  const logs: string[] = [];
  const apply = async (files: Record<string, string>) => {
    const path = await folder(files);
    try {
      return await migrate(database, await readMigrations(path), (line) => logs.push(line));
    } finally {
      await Deno.remove(path, { recursive: true });
    }
  };
  const first = "create table public.a (n integer);\ninsert into public.a values (1);";

  await t.step("files run in the order of their versions; others are left alone", async () => {
    const done = await apply({
      "0002_second.sql": "insert into public.a values (2);",
      "0001_first.sql": first,
      "README.md": "no SQL",
      "notes.sql": "this is no migration",
    });
    assert.deepEqual(done, ["0001_first.sql", "0002_second.sql"]);
    assert.deepEqual(await database.query("select n from public.a order by n"), [{ n: 1 }, {
      n: 2,
    }]);
  });

  await t.step("the record is that of the Supabase CLI", async () => {
    const [row] = await database.query(
      "select version, name, statements from supabase_migrations.schema_migrations order by version",
    );
    assert.deepEqual(row, {
      version: "0001",
      name: "first",
      statements: ["create table public.a (n integer)", "insert into public.a values (1)"],
    });
  });

  await t.step("a file that fails is undone as a whole, those before it stay", async () => {
    const failure = apply({
      "0001_first.sql": first,
      "0002_second.sql": "insert into public.a values (2);",
      "0003_third.sql": "insert into public.a values (3);",
      "0004_fourth.sql":
        "insert into public.a values (4);\n\n  insert into public.nowhere\n    values (1);",
      "0005_fifth.sql": "insert into public.a values (5);",
    });
    await assert.rejects(failure, (error: unknown) => {
      assert.ok(error instanceof MigrationError);
      assert.equal(
        error.message,
        '0004_fourth.sql:3:15 (statement 2): relation "public.nowhere" does not exist',
      );
      return true;
    });
    assert.deepEqual(await versions(database), ["0001", "0002", "0003"]);
    assert.deepEqual(await database.query("select max(n) as n from public.a"), [{ n: 3 }]);
  });

  await t.step(
    "an error without a position names the statement's own line, and its detail",
    async () => {
      const failure = apply({
        "0001_first.sql": first,
        "0002_second.sql": "insert into public.a values (2);",
        "0003_third.sql": "insert into public.a values (3);",
        "0004_fourth.sql":
          "-- why\ncreate unique index on public.a (n);\ninsert into public.a values (1);",
      });
      await assert.rejects(
        failure,
        /0004_fourth\.sql:3:1 \(statement 2\): duplicate key .*\n {2}Key \(n\)=\(1\) already exists/,
      );
    },
  );

  await t.step(
    "a file that changed after it was applied is reported, and not applied",
    async () => {
      logs.length = 0;
      await apply({
        "0001_first.sql": first + "\ninsert into public.a values (9);",
        "0002_second.sql": "insert into public.a values (2);",
        "0003_third.sql": "-- a comment changes nothing\ninsert into public.a values (3);",
      });
      assert.equal(logs.length, 1);
      assert.match(logs[0] ?? "", /^0001_first\.sql has changed/);
    },
  );

  await t.step("a database that is further than the project is refused", async () => {
    await assert.rejects(
      apply({ "0001_first.sql": first }),
      /that the project does not: 0002, 0003/,
    );
  });

  await t.step("two files of one version are refused", async () => {
    await assert.rejects(
      apply({ "0001_first.sql": first, "0001_other.sql": "" }),
      /0001_first\.sql and 0001_other\.sql have the same version/,
    );
  });

  await t.step("a folder that is not there is named", async () => {
    await assert.rejects(readMigrations("/nowhere/at/all"), /no migrations folder at \/nowhere/);
  });

  await database.close();
  await Deno.remove(cache, { recursive: true });
});

Deno.test("startStack() starts from a snapshot only while the migrations stay the same", async () => {
  await using project = await makeProject();
  // Whichever test was first has left the snapshot.
  await (await start(project.root)).stop();
  const again = await start(project.root);
  assert.deepEqual(again.logs.filter((line) => line.startsWith("Applied")), []);
  assert.deepEqual(await again.sql("select count(*) from auth.users"), [{ count: 0 }]);
  assert.deepEqual(await again.sql("select body from internal.secrets"), [
    { body: "for the service" },
  ]);
  await again.stop();
  // A comment is change enough, and makes this state one that no earlier run has left.
  await project.write(
    "supabase/migrations/20260101000001_more.sql",
    `create table public.more (); -- ${crypto.randomUUID()}`,
  );
  await using changed = await start(project.root);
  assert.deepEqual(changed.logs.filter((line) => line.startsWith("Applied")), [
    "Applied 20260101000000_schema.sql",
    "Applied 20260101000001_more.sql",
  ]);
  assert.equal((await changed.sql("select * from public.more")).length, 0);
});
