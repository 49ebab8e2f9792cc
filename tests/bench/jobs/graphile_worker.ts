import { Logger, run, runMigrations, type Runner } from "graphile-worker";
import postgres from "postgres";
import { type Contender, countdown } from "./contender.ts";

const schema = "bench_graphile";
const silent = new Logger(() => () => {});

/**
 * graphile-worker with its local queue and batched completion, as its performance guide advises.
 * It has no batches of its own, and so runs 24 jobs at once; more connections made it no quicker.
 */
export async function graphileWorker(url: string): Promise<Contender> {
  const preset = {
    worker: {
      connectionString: url,
      schema,
      maxPoolSize: 30,
      concurrentJobs: 24,
      pollInterval: 100,
      localQueue: { size: 100 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
      logger: silent,
    },
  };
  await runMigrations({ preset });
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  return {
    name: "graphile-worker 0.18.0",
    // A commit or more for each job: a tenth of them says as much, and does not take minutes.
    share: 0.1,
    async fill({ chains }) {
      await admin`truncate ${admin(schema)}._private_jobs`;
      await admin`select count(*) from generate_series(1, ${chains}::integer) as n,
        lateral ${admin(schema)}.add_job('noop', json_build_object('chain', n, 'hop', 0))`;
      await admin`vacuum analyze ${admin(schema)}._private_jobs`;
    },
    async drain(load) {
      const counter = countdown(load);
      let finished = () => {};
      const all = new Promise<void>((resolve) => finished = resolve);
      const runner: Runner = await run({
        preset,
        noHandleSignals: true,
        taskList: {
          async noop(payload, helpers) {
            const { chain, hop } = payload as { chain: number; hop: number };
            if (hop + 1 < load.hops) await helpers.addJob("noop", { chain, hop: hop + 1 });
            counter.done(1);
            if (counter.left === 0) finished();
          },
        },
      });
      await all;
      await runner.stop();
    },
    async [Symbol.asyncDispose]() {
      await admin`drop schema if exists ${admin(schema)} cascade`;
      await admin.end();
    },
  };
}
