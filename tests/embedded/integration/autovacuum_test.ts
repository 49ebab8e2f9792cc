import assert from "node:assert/strict";
import { connect } from "../../../supabase/embedded/database/connect.ts";
import { startAutovacuum, vacuumGrown } from "../../../supabase/embedded/schedules/autovacuum.ts";

async function pagesOf(query: Awaited<ReturnType<typeof connect>>["query"]): Promise<number> {
  const [row] = await query<{ relpages: number }>(
    "select relpages from pg_class where oid = 'public.filling'::regclass",
  );
  return row?.relpages ?? -1;
}

Deno.test("autovacuum keeps the planner informed of tables that grow", async (t) => {
  const cache = await Deno.makeTempDir();
  const database = await connect({ kind: "memory" }, cache);
  try {
    await database.script("create table public.filling (id int, words text)");
    await database.query(
      "insert into public.filling select n, repeat('x', 200) from generate_series(1, 1000) n",
    );

    await t.step("vacuumGrown() analyses a table that was filled, once", async () => {
      assert.equal(await pagesOf(database.query), 0);
      assert.deepEqual(await vacuumGrown(database), ["public.filling"]);
      assert.ok(await pagesOf(database.query) > 20);
      assert.deepEqual(await vacuumGrown(database), []);
    });

    await t.step("startAutovacuum() looks again and again until it is stopped", async () => {
      const before = await pagesOf(database.query);
      await database.query(
        "insert into public.filling select n, repeat('x', 200) from generate_series(1, 1000) n",
      );
      const worker = await startAutovacuum({ database, log: assert.fail, interval: 10 });
      assert.ok(worker);
      while (await pagesOf(database.query) === before) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await worker.stop();
      const after = await pagesOf(database.query);
      await database.query(
        "insert into public.filling select n, repeat('x', 200) from generate_series(1, 4000) n",
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(await pagesOf(database.query), after);
    });
  } finally {
    await database.close();
    await Deno.remove(cache, { recursive: true });
  }
});
