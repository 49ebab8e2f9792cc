import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../../supabase/embedded/database/open.ts";

Deno.test("openDatabase() does without a snapshot that is broken, and replaces it", async () => {
  const cacheFolder = await Deno.makeTempDir({ prefix: "embedded-snapshot-" });
  const data = await Deno.makeTempDir({ prefix: "embedded-data-" });
  const logs: string[] = [];
  const open = async (folder: string) => {
    const database = await openDatabase({
      location: { kind: "folder", path: join(data, folder, "database") },
      migrations: [{
        version: "1",
        name: "one",
        file: "1_one.sql",
        sql: "create table public.one as select 1 as n;",
      }],
      cacheFolder,
      snapshot: true,
      log: (line) => logs.push(line),
    });
    assert.deepEqual(await database.query("select n from public.one"), [{ n: 1 }]);
    await database.close();
    return logs.splice(0);
  };
  try {
    assert.deepEqual(await open("first"), ["Applied 1_one.sql"]);
    const [saved] = await Array.fromAsync(Deno.readDir(join(cacheFolder, "snapshots")));
    assert.ok(saved);
    const path = join(cacheFolder, "snapshots", saved.name);
    const whole = (await Deno.stat(path)).size;
    await Deno.truncate(path, whole - 20_000_000);

    const [failed, applied] = await open("second");
    assert.match(failed ?? "", /^The snapshot cannot be used: /);
    assert.equal(applied, "Applied 1_one.sql");
    assert.equal((await Deno.stat(path)).size, whole);
    assert.deepEqual(await open("third"), [], "nothing to apply: from the new snapshot");
  } finally {
    await Deno.remove(cacheFolder, { recursive: true });
    await Deno.remove(data, { recursive: true });
  }
});
