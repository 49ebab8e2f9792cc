import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { startNativeServer } from "../../support/native/server.ts";
import { type Outcome, ROOT, run, sqlFile } from "../tools.ts";
import { type Load, startLoad } from "./load.ts";

const change = join(ROOT, "tests/native/under_load/change");
const files = {
  expand: "20990101000000_place_expand.sql",
  validate: "20990101000100_place_validate.sql",
  contract: "20990101000200_place_contract.sql",
};
/** Requests that must be answered in each state before the next begins. */
const ENOUGH = 200;
const ROWS = 15_000;

Deno.test("a column is renamed, and the way back gone, without a failed request", async (t) => {
  await using server = await startNativeServer();
  const sql = postgres(server.url, { max: 2, onnotice: () => {} });
  await using _connections = { [Symbol.asyncDispose]: () => sql.end({ timeout: 5 }) };
  // The schedules of the project would wake functions that are not there.
  await sql`update cron.job set active = false`;
  const people = [0, 1, 2].map(() => crypto.randomUUID());
  for (const id of people) {
    await sql`insert into auth.users (id, email) values (${id}, ${`${id}@example.test`})`;
  }
  await sql`insert into public.calendar_events (user_id, title, start_at, end_at, location)
    select ${people[0] ?? ""}, 'Call', now(), now(), 'Room ' || n
    from generate_series(1, ${ROWS}) as n`;

  // A checkout of the release that brings each file.
  const checkout = await Deno.makeTempDir({ prefix: "checkout-" });
  await using _removed = {
    [Symbol.asyncDispose]: () => Deno.remove(checkout, { recursive: true }),
  };
  await run("cp", [
    "-R",
    join(ROOT, "supabase/migrations"),
    join(ROOT, "supabase/config.toml"),
    checkout,
  ]);
  await Deno.mkdir(join(checkout, "supabase"));
  for (const name of ["migrations", "config.toml"]) {
    await Deno.rename(join(checkout, name), join(checkout, "supabase", name));
  }
  const cli = (...args: string[]): Promise<Outcome> =>
    run("bash", [
      "tests/native/supabase.sh",
      ...args,
      "--workdir",
      checkout,
      `--remote=${server.url}`,
    ]);
  const release = async (file: string) => {
    const target = join(checkout, "supabase/migrations", file);
    await Deno.copyFile(join(change, "migrations", file), target);
    return await cli("db", "push", "--yes");
  };
  const deploy = async (file: string) => {
    const { code, stderr } = await release(file);
    assert.equal(code, 0, stderr);
  };
  const goBack = async (file: string) => {
    await sqlFile(server.url, join(change, "rollbacks", file));
    const [version = ""] = file.split("_");
    const { code, stderr } = await cli(
      "migration",
      "repair",
      version,
      "--status",
      "reverted",
      "--yes",
    );
    assert.equal(code, 0, stderr);
    await Deno.remove(join(checkout, "supabase/migrations", file));
  };
  const fill = async () => {
    for (let filled = 1; filled > 0;) {
      const [row] = await sql<{ filled: number }[]>`select internal.fill_place() as filled`;
      filled = row?.filled ?? 0;
    }
  };
  const noneFailed = (...loads: Load[]) => {
    for (const load of loads) assert.deepEqual(load.failures, []);
  };
  const lost = async (column: string) => {
    const [row] = await sql<{ lost: number }[]>`select count(*)::integer as lost
      from public.calendar_events where title = 'Call' and user_id = ${people[0] ?? ""}
        and ${sql(column)} is null`;
    return row?.lost;
  };

  const first = startLoad(server.url, people, "location");
  await using loads = new AsyncDisposableStack();
  loads.use(first);
  await first.progress(ENOUGH);

  await t.step("a migration that cannot have its lock gives up, and holds nobody up", async () => {
    await sql.begin(async (reader) => {
      await reader`select count(*) from public.calendar_events`;
      const { code, stdout, stderr } = await release(files.expand);
      assert.notEqual(code, 0);
      assert.match(`${stdout}${stderr}`, /lock timeout/);
      await first.progress(ENOUGH);
    });
    noneFailed(first);
    const [row] = await sql<{ there: boolean }[]>`select exists (select from pg_attribute
      where attrelid = 'public.calendar_events'::regclass and attname = 'place') as there`;
    assert.equal(row?.there, false);
  });

  await t.step("expand: the old version goes on", async () => {
    await deploy(files.expand);
    await first.progress(ENOUGH);
    noneFailed(first);
  });

  let second!: Load;
  await t.step(
    "migrate: what is not filled stops the deployment; then the new version begins",
    async () => {
      const { code, stdout, stderr } = await release(files.validate);
      assert.notEqual(code, 0);
      assert.match(`${stdout}${stderr}`, /internal\.fill_place\(\)/);
      await fill();
      await deploy(files.validate);
      assert.equal(await lost("place"), 0);
      second = loads.use(startLoad(server.url, people, "place"));
      await Promise.all([first.progress(ENOUGH), second.progress(ENOUGH)]);
      noneFailed(first, second);
    },
  );

  await t.step("contract: once the old version is gone", async () => {
    await first.stop();
    await deploy(files.contract);
    await second.progress(ENOUGH);
    noneFailed(first, second);
    assert.equal(await lost("place"), 0);
  });

  let third!: Load;
  await t.step("the way back: the column returns, then the old version", async () => {
    await goBack(files.contract);
    await fill();
    assert.equal(await lost("location"), 0);
    third = loads.use(startLoad(server.url, people, "location"));
    await Promise.all([second.progress(ENOUGH), third.progress(ENOUGH)]);
    await second.stop();
    await goBack(files.validate);
    await goBack(files.expand);
    await third.progress(ENOUGH);
    noneFailed(second, third);
    assert.equal(await lost("location"), 0);
  });

  for (const load of [first, second, third]) {
    await load.stop();
    noneFailed(load);
    console.log(
      `${load.answered} requests, the slowest five together ${load.slowest.toFixed(0)} ms`,
    );
  }
});
