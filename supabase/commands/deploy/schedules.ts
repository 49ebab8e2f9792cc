import { z } from "zod";
import { RemedyError } from "../usage.ts";
import type { PlanStep } from "./step.ts";

/** The schedule that runs every ten seconds, so that its next success shows that the clock goes. */
const DISPATCH = "prometheus-dispatch";
/** Times that its success is asked for, and the milliseconds between. */
const LOOKS = 30;
const PAUSE = 2000;

const job = z.object({ name: z.string(), active: z.boolean(), last_status: z.string().nullable() });
const succeeded = z.object({ succeeded: z.boolean() });

/** Looks whether every schedule of the migrations is active, and whether pg_cron runs them. */
export const planSchedules: PlanStep = ({ management, migrations, log }) => {
  const expected = migrations.flatMap(({ sql }) =>
    [...sql.matchAll(/cron\.schedule\('([^']+)'/g)].flatMap(([, name]) => name ?? [])
  );
  return Promise.resolve({
    title: "Schedules",
    changes: [`check ${expected.length} schedules, and that ${DISPATCH} succeeds`],
    apply: async () => {
      const [begun] = await management.query(z.object({ now: z.string() }), "select now()::text");
      const jobs = await management.query(
        job,
        `select j.jobname as name, j.active, (select d.status from cron.job_run_details d
           where d.jobid = j.jobid order by d.runid desc limit 1) as last_status
         from cron.job j`,
      );
      const faults = expected.flatMap((name) => {
        const found = jobs.find((each) => each.name === name);
        if (found === undefined) return [`${name} is missing`];
        if (!found.active) return [`${name} is switched off`];
        return found.last_status === "failed" ? [`${name} failed the last time`] : [];
      });
      if (faults.length > 0) {
        throw new RemedyError(
          `Not every schedule runs: ${faults.join(", ")}. See cron.job and cron.job_run_details`,
        );
      }
      for (let look = 0; look < LOOKS; look++) {
        const [row] = await management.query(
          succeeded,
          `select exists (select 1 from cron.job_run_details d join cron.job j on j.jobid = d.jobid
             where j.jobname = $1::text and d.status = 'succeeded'
               and d.end_time >= $2::text::timestamptz) as succeeded`,
          [DISPATCH, begun?.now ?? ""],
        );
        if (row?.succeeded) return log(`${DISPATCH} has run`);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
      throw new RemedyError(
        `${DISPATCH} has not succeeded within a minute: look at cron.job_run_details`,
      );
    },
  });
};
