import { type Db, PgBoss } from "pg-boss";
import postgres, { type Sql } from "postgres";
import { type Contender, countdown, pause } from "./contender.ts";

const queue = "bench";

/**
 * pg-boss by its own fetch, insert and complete in a tight loop, the last two in one transaction:
 * quicker than its `work`, which polls at most twice a second.
 */
export async function pgBoss(url: string): Promise<Contender> {
  // Maintenance would disturb the measurement.
  const boss = new PgBoss({
    connectionString: url,
    schema: "bench_pgboss",
    max: 4,
    supervise: false,
    schedule: false,
  });
  boss.on("error", (error) => console.error(`pg-boss: ${error}`));
  await boss.start();
  await boss.createQueue(queue);
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  return {
    name: "pg-boss 12.38.0",
    async fill({ chains }) {
      await boss.deleteAllJobs(queue);
      await boss.insert(
        queue,
        Array.from({ length: chains }, (_, chain) => ({ data: { chain, hop: 0 } })),
      );
      await admin.unsafe("vacuum analyze bench_pgboss.job_common");
    },
    async drain(load) {
      const counter = countdown(load);
      await Promise.all(Array.from({ length: load.workers }, async () => {
        const sql = postgres(url, { max: 1, onnotice: () => {} });
        const options = { db: over(sql) };
        try {
          while (counter.left > 0) {
            const jobs = await boss.fetch<{ chain: number; hop: number }>(queue, {
              batchSize: load.batch,
              ...options,
            });
            if (jobs.length === 0) {
              await pause(1);
              continue;
            }
            const followers = jobs.filter((job) => job.data.hop + 1 < load.hops)
              .map((job) => ({ data: { ...job.data, hop: job.data.hop + 1 } }));
            const ids = jobs.map((job) => job.id);
            if (followers.length === 0) await boss.complete(queue, ids, null, options);
            else {
              await sql.begin(async (open) => {
                const within = { db: over(open) };
                await boss.insert(queue, followers, within);
                await boss.complete(queue, ids, null, within);
              });
            }
            counter.done(jobs.length);
          }
        } finally {
          await sql.end();
        }
      }));
    },
    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: false });
      await admin`drop schema if exists bench_pgboss cascade`;
      await admin.end();
    },
  };
}

/** pg-boss over a connection of ours, so that each contender has the same driver and pool. */
function over(sql: Pick<Sql, "unsafe">): Db {
  return {
    async executeSql(text: string, values?: unknown[]) {
      const rows = await sql.unsafe(text, (values ?? []).map((value) => value as never));
      return { rows: [...rows] };
    },
  };
}
