import assert from "node:assert/strict";
import { startCron } from "../../../supabase/embedded/schedules/cron.ts";
import type { Database } from "../../../supabase/embedded/database/database.ts";

/** A database that runs scripts side by side, as a server does; "slow" ends when it is told. */
function slowDatabase() {
  const release = Promise.withResolvers<void>();
  const begun = new Map<string, number>();
  const ended = new Map<string, number>();
  const jobs = ["slow", "quick"].map((command, index) => ({
    jobid: index + 1,
    schedule: "1 seconds",
    command,
    username: "postgres",
  }));
  const answers: [RegExp, () => object[]][] = [
    [/to_regclass\('cron\.job'\)/, () => [{ present: true }]],
    [/from cron\.job\s+where active/, () => jobs],
    [/returning runid/, () => [{ runid: 1, same_user: true }]],
    [/^update cron\.job_run_details/, () => []],
  ];
  const unused = () => Promise.reject(new Error("not part of this test"));
  const database: Pick<Database, "query" | "script"> = {
    query: (text) => {
      const answer = answers.find(([pattern]) => pattern.test(text))?.[1];
      if (!answer) throw new Error(`unexpected: ${text}`);
      return Promise.resolve(answer() as never[]);
    },
    async script(command) {
      begun.set(command, (begun.get(command) ?? 0) + 1);
      if (command === "slow") await release.promise;
      ended.set(command, (ended.get(command) ?? 0) + 1);
      return [];
    },
  };
  return {
    begun,
    ended,
    release: release.resolve,
    database: {
      ...database,
      kind: "postgres",
      connection: {} as never,
      run: unused,
      transaction: unused,
      exclusive: unused,
      listen: unused,
      dump: unused,
      close: unused,
    } satisfies Database,
  };
}

Deno.test("startCron() never runs a job beside itself, and lets it hold up no other", async () => {
  const { database, begun, ended, release } = slowDatabase();
  const worker = await startCron({ database, log: assert.fail });
  assert.ok(worker);
  while ((begun.get("quick") ?? 0) < 4) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(begun.get("quick"), 4);
  assert.equal(begun.get("slow"), 1, "it was due as often as the other one");
  let stopped = false;
  const stopping = worker.stop().then(() => stopped = true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(stopped, false, "stop() waits for what is under way");
  release();
  await stopping;
  assert.equal(ended.get("slow"), 1);
});
