import type { Rpc } from "../../../shared/database/rpc.ts";
import { z } from "zod";
import type { JobHandler } from "../../../shared/jobs/worker/handler.ts";
import { runJob } from "../../../shared/jobs/worker/worker.ts";
import type { RunPlatform } from "../../../shared/jobs/worker/run.ts";
import { noFailureReports } from "../../../shared/platform/failures/reporter.ts";
import { createLogger } from "../../../shared/platform/logger.ts";
import { connectSql } from "../../support/native/sql_rpc.ts";
import { type Contender, countdown, type Load, pause } from "./contender.ts";

const message = z.strictObject({
  type: z.literal("noop"),
  version: z.literal(1),
  chain: z.number().int(),
  hop: z.number().int(),
});

/** What runJob needs, over a direct connection. */
export function benchPlatform(internal: Rpc): RunPlatform {
  return {
    internal,
    monotonic: () => performance.now(),
    log: createLogger("ERROR", () => new Date()),
    failures: noFailureReports,
    config: { jobBudgetSeconds: 50 },
  };
}

/** The queue layer of this project: shared/jobs over its SQL functions. */
export function ours(url: string): Contender {
  const admin = connectSql(url, { role: "" });
  const handler = ({ hops, batch }: Load, done: (jobs: number) => void): JobHandler<
    z.infer<typeof message>
  > => ({
    queue: "summarize",
    schema: message,
    sliceSize: batch,
    slicesPerRun: 20,
    maxAttempts: 5,
    handle(jobs) {
      done(jobs.length);
      return Promise.resolve(jobs.map(({ id, message: { hop, ...rest } }) => ({
        id,
        result: "done",
        ...(hop + 1 < hops
          ? { next: [{ queue: "summarize", message: { ...rest, hop: hop + 1 } }] }
          : {}),
      })));
    },
  });
  return {
    name: "this project",
    async fill({ chains }) {
      await admin.sql`select pgmq.purge_queue('summarize')`;
      await admin.sql`truncate internal.job_runs`;
      await admin.sql`select pgmq.send_batch('summarize', array(
        select jsonb_build_object('type', 'noop', 'version', 1, 'chain', n, 'hop', 0)
        from generate_series(1, ${chains}::integer) as n))`;
      await admin.sql`vacuum analyze pgmq.q_summarize`;
    },
    async drain(load) {
      const counter = countdown(load);
      await Promise.all(Array.from({ length: load.workers }, async () => {
        await using client = connectSql(url);
        const platform = benchPlatform(client.internal);
        while (counter.left > 0) {
          const { completed } = await runJob(platform, handler(load, counter.done));
          if (completed === 0) await pause(1);
        }
      }));
      const [row] = await admin.sql`select count(*)::integer as left from pgmq.q_summarize`;
      if (row?.["left"] !== 0) throw new Error(`${row?.["left"]} messages were left behind`);
    },
    [Symbol.asyncDispose]: () => admin[Symbol.asyncDispose](),
  };
}
