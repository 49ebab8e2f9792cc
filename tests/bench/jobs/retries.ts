import { z } from "zod";
import type { JobHandler } from "../../../shared/jobs/worker/handler.ts";
import { runJob } from "../../../shared/jobs/worker/worker.ts";
import { connectSql, type SqlClient } from "../../support/native/sql_rpc.ts";
import { benchPlatform } from "./ours.ts";
import { type Spread, spread } from "./statistics.ts";

const message = z.strictObject({
  type: z.literal("noop"),
  version: z.literal(1),
  fresh: z.boolean(),
  n: z.number().int(),
});
type Message = z.infer<typeof message>;

export interface RetryResult {
  /** Fresh messages per second with nothing else in the queue. */
  alone: Spread;
  /** The same beside retries that are due. */
  besideRetries: Spread;
  /** Of the medians: how much longer a fresh message takes beside retries. */
  slowdown: number;
  retriesDone: Spread;
}

/** Whether `retries` due retries hold up `fresh` new messages that four workers drain. */
export async function benchRetries(
  url: string,
  { fresh, retries, workers, repetitions }: {
    fresh: number;
    retries: number;
    workers: number;
    repetitions: number;
  },
  log: (line: string) => void,
): Promise<RetryResult> {
  await using admin = connectSql(url, { role: "" });
  const rates: Record<"alone" | "beside", number[]> = { alone: [], beside: [] };
  const retriesDone: number[] = [];
  for (let round = 0; round <= repetitions; round++) {
    for (const [name, waiting] of [["alone", 0], ["beside", retries]] as const) {
      await fill(admin, fresh, waiting);
      const { seconds, retried } = await drainFresh(url, fresh, workers);
      log(`round ${round}: ${waiting} retries due: ${Math.round(fresh / seconds)} fresh/s`);
      if (round === 0) continue;
      rates[name].push(fresh / seconds);
      if (name === "beside") retriesDone.push(retried);
    }
  }
  const alone = spread(rates.alone);
  const besideRetries = spread(rates.beside);
  return {
    alone,
    besideRetries,
    slowdown: alone.median / besideRetries.median,
    retriesDone: spread(retriesDone),
  };
}

async function fill({ sql }: SqlClient, fresh: number, retries: number): Promise<void> {
  await sql`select pgmq.purge_queue('summarize')`;
  await sql`truncate internal.job_runs`;
  await sql`select pgmq.send_batch('summarize', array(
    select jsonb_build_object('type', 'noop', 'version', 1, 'fresh', false, 'n', n)
    from generate_series(1, ${retries}::integer) as n)) where ${retries}::integer > 0`;
  await sql`update pgmq.q_summarize
    set read_ct = 2, message = message || '{"retried": 2}', vt = clock_timestamp() - interval '1 second'`;
  await sql`select pgmq.send_batch('summarize', array(
    select jsonb_build_object('type', 'noop', 'version', 1, 'fresh', true, 'n', n)
    from generate_series(1, ${fresh}::integer) as n))`;
  await sql`vacuum analyze pgmq.q_summarize`;
}

async function drainFresh(url: string, fresh: number, workers: number) {
  const started = performance.now();
  let left = fresh;
  let retried = 0;
  let seconds = NaN;
  const handler: JobHandler<Message> = {
    queue: "summarize",
    schema: message,
    sliceSize: 100,
    slicesPerRun: 20,
    maxAttempts: 8,
    handle(jobs) {
      const before = left;
      for (const job of jobs) {
        if (job.message.fresh) left--;
        else if (left > 0) retried++;
      }
      if (before > 0 && left === 0) seconds = (performance.now() - started) / 1000;
      return Promise.resolve(jobs.map(({ id }) => ({ id, result: "done" })));
    },
  };
  await Promise.all(Array.from({ length: workers }, async () => {
    await using client = connectSql(url);
    while (left > 0) await runJob(benchPlatform(client.internal), handler);
  }));
  return { seconds, retried };
}
