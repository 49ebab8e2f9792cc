import assert from "node:assert/strict";
import { startCron } from "../../../supabase/embedded/cron.ts";
import type { Database } from "../../../supabase/embedded/database/database.ts";

/** A database that runs scripts side by side, as a server does, and counts how many at once. */
function slowDatabase(milliseconds: number) {
  const active = new Map<string, number>();
  const most = new Map<string, number>();
  const calls = new Map<string, number>();
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
      const count = (counts: Map<string, number>, by: number) => {
        counts.set(command, (counts.get(command) ?? 0) + by);
      };
      count(calls, 1);
      count(active, 1);
      most.set(command, Math.max(most.get(command) ?? 0, active.get(command) ?? 0));
      if (command === "slow") await new Promise((resolve) => setTimeout(resolve, milliseconds));
      count(active, -1);
      return [];
    },
  };
  return {
    most,
    calls,
    active,
    database: {
      ...database,
      kind: "postgres",
      connection: {} as never,
      transaction: unused,
      exclusive: unused,
      listen: unused,
      dump: unused,
      close: unused,
    } satisfies Database,
  };
}

Deno.test("startCron() never runs a job beside itself, and lets it hold up no other", async () => {
  const { database, most, calls, active } = slowDatabase(1300);
  const worker = await startCron({ database, log: assert.fail });
  assert.ok(worker);
  await new Promise((resolve) => setTimeout(resolve, 4300));
  await worker.stop();
  assert.equal(most.get("slow"), 1);
  const [slow, quick] = [calls.get("slow") ?? 0, calls.get("quick") ?? 0];
  assert.ok(slow === 1 || slow === 2, `a run of 1.3 s each 2 s, not ${slow} in 4.3 s`);
  assert.ok(quick >= 3, `a run each second, not ${quick} in 4.3 s`);
  assert.equal(active.get("slow"), 0, "stop() waits for what is under way");
});
