import postgres, { type Sql } from "postgres";
import { type Contender, countdown, pause } from "./contender.ts";

/** The least that can be done with pgmq: read a batch; send its followers and delete it. */
export function rawPgmq(url: string): Contender {
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const ready = admin`select pgmq.create('bench_raw')`;
  return {
    name: "raw pgmq loop",
    async fill({ chains }) {
      await ready;
      await admin`select pgmq.purge_queue('bench_raw')`;
      await admin`select pgmq.send_batch('bench_raw', array(
        select jsonb_build_object('type', 'noop', 'version', 1, 'chain', n, 'hop', 0)
        from generate_series(1, ${chains}::integer) as n))`;
      await admin`vacuum analyze pgmq.q_bench_raw`;
    },
    async drain(load) {
      const counter = countdown(load);
      await Promise.all(Array.from({ length: load.workers }, async () => {
        const sql = postgres(url, { max: 1, onnotice: () => {} });
        try {
          while (counter.left > 0) {
            const jobs = await sql<{ msg_id: string; message: { chain: number; hop: number } }[]>`
              select msg_id, message from pgmq.read('bench_raw', 60, ${load.batch})`;
            if (jobs.length === 0) {
              await pause(1);
              continue;
            }
            const followers = jobs.filter((job) => job.message.hop + 1 < load.hops)
              .map((job) => ({ ...job.message, hop: job.message.hop + 1 }));
            await settle(sql, jobs.map((job) => job.msg_id), followers);
            counter.done(jobs.length);
          }
        } finally {
          await sql.end();
        }
      }));
    },
    async [Symbol.asyncDispose]() {
      await admin`select pgmq.drop_queue('bench_raw')`;
      await admin.end();
    },
  };
}

async function settle(sql: Sql, ids: string[], followers: object[]): Promise<void> {
  if (followers.length === 0) {
    await sql`select pgmq.delete('bench_raw', ${ids}::bigint[])`;
    return;
  }
  // One statement is one transaction: a follower is there if and only if its job is gone.
  await sql`
    with gone as materialized (select pgmq.delete('bench_raw', ${ids}::bigint[]))
    select (select count(*) from gone), pgmq.send_batch('bench_raw',
      array(select jsonb_array_elements(${JSON.stringify(followers)}::text::jsonb)))`;
}
