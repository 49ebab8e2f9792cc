import type { Database, StatementResult } from "../database/database.ts";
import { splitStatements } from "../database/statements.ts";
import { parseSchedule, type Schedule } from "./schedule.ts";

/** What the scheduler works with. */
export interface CronOptions {
  database: Database;
  log(message: string): void;
  now?: () => Date;
}

/** A loop that can be ended. */
export interface Worker {
  /** Ends the loop and waits for what is under way. */
  stop(): Promise<void>;
}

interface Job {
  jobid: number;
  schedule: string;
  command: string;
  username: string;
}

/** What the scheduler remembers of a job between ticks. */
interface Plan {
  text: string;
  /** Null where the text is no schedule. */
  schedule: Schedule | null;
  due: Date | null;
}

/**
 * Runs the jobs of the pg_cron stand-in, looking once a second. Each job runs in its own
 * transaction as the user who scheduled it, never twice at a time, and leaves a row in
 * cron.job_run_details. Runs missed while the stack was down are not made up for, as with
 * pg_cron.
 *
 * @returns null where there is nothing to do: no pg_cron, or the real one
 */
export async function startCron(options: CronOptions): Promise<Worker | null> {
  const { database, log, now = () => new Date() } = options;
  if (!await isStandIn(database)) return null;
  await database.query(
    `update cron.job_run_details
     set status = 'failed', return_message = 'server restarted', end_time = clock_timestamp()
     where status in ('starting', 'running')`,
  );
  const plans = new Map<number, Plan>();
  const running = new Map<number, Promise<void>>();
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ticking: Promise<void> = Promise.resolve();

  const tick = async () => {
    // The second that this tick stands for: a timer may fire a little early, and is always late.
    const time = new Date(Math.floor((now().getTime() + 50) / 1000) * 1000);
    const jobs = await database.query<Job>(
      `select jobid, schedule, command, username from cron.job
       where active and database = current_database() order by jobid`,
    );
    const present = new Set(jobs.map((job) => job.jobid));
    for (const jobid of plans.keys()) if (!present.has(jobid)) plans.delete(jobid);
    for (const job of jobs) {
      let plan = plans.get(job.jobid);
      if (!plan || plan.text !== job.schedule) {
        plan = makePlan(job, time, log);
        plans.set(job.jobid, plan);
      }
      if (stopped || plan.due === null || plan.due > time || running.has(job.jobid)) continue;
      plan.due = plan.schedule?.next(time, time) ?? null;
      const run = runJob(database, job, log).finally(() => running.delete(job.jobid));
      running.set(job.jobid, run);
    }
  };

  const loop = () => {
    ticking = tick().catch((error) => {
      if (!stopped) log(`The cron schedules could not be read: ${messageOf(error)}`);
    }).then(() => {
      // At the start of a second, so that minutes begin on time.
      if (!stopped) timer = setTimeout(loop, 1000 - now().getTime() % 1000);
    });
  };
  loop();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await ticking;
      await Promise.all(running.values());
    },
  };
}

/** Whether cron.job is there and no real pg_cron serves it. */
async function isStandIn(database: Database): Promise<boolean> {
  const [found] = await database.query<{ present: boolean }>(
    `select to_regclass('cron.job') is not null
       and current_setting('cron.database_name', true) is null as present`,
  );
  return found?.present === true;
}

function makePlan(job: Job, time: Date, log: (message: string) => void): Plan {
  try {
    const schedule = parseSchedule(job.schedule);
    return { text: job.schedule, schedule, due: schedule.next(time, time) };
  } catch (error) {
    log(`Job ${job.jobid} is not run: ${messageOf(error)}`);
    return { text: job.schedule, schedule: null, due: null };
  }
}

/** Runs a job once. Never throws: whatever happens ends up in the job's history or the log. */
async function runJob(
  database: Database,
  job: Job,
  log: (message: string) => void,
): Promise<void> {
  try {
    const [details] = await database.query<{ runid: number; same_user: boolean }>(
      `insert into cron.job_run_details
         (jobid, job_pid, database, username, command, status, start_time)
       select jobid, $2, database, username, command, 'running', clock_timestamp()
       from cron.job where jobid = $1
       returning runid, username = current_user as same_user`,
      [job.jobid, Deno.pid],
    );
    // Unscheduled since the tick.
    if (!details) return;
    let status = "succeeded";
    let message: string;
    try {
      const results = await database.script(
        job.command,
        details.same_user ? {} : { role: job.username },
      );
      message = returnMessage(job.command, results);
    } catch (error) {
      status = "failed";
      message = `ERROR:  ${messageOf(error)}`;
      log(`Job ${job.jobid} failed: ${messageOf(error)}`);
    }
    await database.query(
      `update cron.job_run_details
       set status = $2, return_message = $3, end_time = clock_timestamp() where runid = $1`,
      [details.runid, status, message],
    );
  } catch (error) {
    log(`Job ${job.jobid} could not be recorded: ${messageOf(error)}`);
  }
}

/** What pg_cron writes: "1 row" for a query, the command with its count for anything else. */
export function returnMessage(command: string, results: readonly StatementResult[]): string {
  const last = results.at(-1);
  if (!last) return "";
  if (last.returnsRows) return `${last.rowCount} row${last.rowCount === 1 ? "" : "s"}`;
  const verb = /^\w+/.exec(splitStatements(command).at(-1)?.text ?? "")?.[0].toUpperCase() ?? "";
  if (verb === "INSERT") return `INSERT 0 ${last.rowCount}`;
  return ["UPDATE", "DELETE", "MERGE", "COPY"].includes(verb) ? `${verb} ${last.rowCount}` : verb;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
