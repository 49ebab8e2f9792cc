import assert from "node:assert/strict";
import type { Stack } from "../../../supabase/embedded/options.ts";
import { eventually, makeProject, start } from "./fixture.ts";

interface Run {
  status: string;
  return_message: string;
  command: string;
  username: string;
  ended: boolean;
}

const runs = (stack: Stack, jobname: string) =>
  stack.sql<Run>(
    `select d.status, d.return_message, d.command, d.username,
       d.end_time >= d.start_time as ended
     from cron.job_run_details d join cron.job j using (jobid)
     where j.jobname = $1 and d.status <> 'running' order by d.runid`,
    [jobname],
  );

const schedule = (stack: Stack, name: string, when: string, command: string) =>
  stack.sql("select cron.schedule($1, $2, $3)", [name, when, command]);

Deno.test("startCron() runs the jobs of the database", async (t) => {
  await using project = await makeProject();
  await using stack = await start(project.root, { schedules: true });
  await stack.sql("create role worker");
  await stack.sql("grant insert on public.ticks to worker");
  const every = "1 seconds";
  await schedule(stack, "tick", every, "insert into public.ticks default values");
  await schedule(stack, "query", every, "select 1 union all select 2");
  await schedule(stack, "broken", every, "insert into public.ticks default values; select 1 / 0");
  await schedule(stack, "open end", every, "begin; insert into public.ticks values (now(), 'x')");
  await schedule(stack, "daily", "0 2 * * *", "select 'never here'");
  await stack.sql(
    `select cron.schedule_in_database('as worker', '1 seconds',
       'insert into public.ticks default values', current_database(), 'worker')`,
  );
  const [paused] = await stack.sql<{ id: number }>(
    "select cron.schedule('paused', '1 seconds', 'select 1') as id",
  );
  await stack.sql("select cron.alter_job($1, active := false)", [paused?.id ?? 0]);

  await t.step("a command really runs, and is recorded", async () => {
    const [run] = await eventually(async () => {
      const found = await runs(stack, "tick");
      return found.length > 1 && found;
    }, "two runs of tick");
    assert.deepEqual(run, {
      status: "succeeded",
      return_message: "INSERT 0 1",
      command: "insert into public.ticks default values",
      username: "postgres",
      ended: true,
    });
    const [ticks] = await stack.sql<{ count: number }>(
      "select count(*) from public.ticks where who = 'postgres'",
    );
    assert.ok(ticks && ticks.count >= 2);
  });

  await t.step("a query says how many rows it had", async () => {
    const [run] = await runs(stack, "query");
    assert.equal(run?.return_message, "2 rows");
  });

  await t.step("a failing command is rolled back as a whole, and recorded", async () => {
    const failed = await runs(stack, "broken");
    assert.ok(failed.length > 0);
    assert.equal(failed[0]?.status, "failed");
    assert.equal(failed[0]?.return_message, "ERROR:  division by zero");
    const [ticks] = await stack.sql<{ match: boolean }>(
      `select (select count(*) from public.ticks where who = 'postgres') =
         (select count(*) from cron.job_run_details d join cron.job j using (jobid)
          where j.jobname = 'tick' and d.status = 'succeeded') as match`,
    );
    assert.equal(ticks?.match, true);
  });

  await t.step("a job runs as the user who scheduled it", async () => {
    const [run] = await eventually(async () => {
      const found = await runs(stack, "as worker");
      return found.length > 0 && found;
    }, "a run as worker");
    assert.deepEqual([run?.status, run?.username], ["succeeded", "worker"]);
    const who = await stack.sql("select distinct who from public.ticks order by who");
    assert.deepEqual(who, [{ who: "postgres" }, { who: "worker" }]);
  });

  await t.step("a transaction that a job leaves open is rolled back", async () => {
    assert.ok((await runs(stack, "open end")).length > 0);
    const who = await stack.sql("select from public.ticks where who = 'x'");
    assert.equal(who.length, 0);
  });

  await t.step("paused and later jobs do not run", async () => {
    assert.deepEqual(await runs(stack, "paused"), []);
    assert.deepEqual(await runs(stack, "daily"), []);
  });

  await t.step("an unscheduled job stops", async () => {
    const count = async () =>
      (await stack.sql<{ count: number }>("select count(*) from public.ticks"))[0]?.count;
    await stack.sql("select cron.unschedule(jobid) from cron.job");
    // A run that had begun may still end.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = await count();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(await count(), before);
  });
});

Deno.test("cron.schedule() of the stand-in keeps the rules of pg_cron", async (t) => {
  await using project = await makeProject();
  await using stack = await start(project.root);

  await t.step("it replaces a job of the same name", async () => {
    await schedule(stack, "a", "* * * * *", "select 1");
    await schedule(stack, "a", "5 4 * * *", "select 2");
    assert.deepEqual(await stack.sql("select jobid, schedule, command, active from cron.job"), [
      { jobid: 1, schedule: "5 4 * * *", command: "select 2", active: true },
    ]);
  });

  await t.step("it refuses what is no schedule", async () => {
    for (
      const text of ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *"]
        .concat(["* * * * 8", "*/0 * * * *", "5-1 * * * *", "0 seconds", "60 seconds", "a b c d e"])
    ) {
      await assert.rejects(schedule(stack, "b", text, "select 1"), /invalid schedule/, text);
    }
  });

  await t.step("it takes ranges, steps, lists, names and the last day", async () => {
    for (
      const text of ["*/15 0-6,22 * jan-mar mon", "0 0 $ * *", "1,2,3 * 1-31/2 * 7", "59 seconds"]
    ) {
      assert.equal((await schedule(stack, "c", text, "select 1")).length, 1, text);
    }
  });

  await t.step("unschedule() says when there is no such job", async () => {
    await assert.rejects(
      stack.sql("select cron.unschedule('ghost')"),
      /could not find valid entry/,
    );
    await assert.rejects(stack.sql("select cron.unschedule(999)"), /could not find valid entry/);
  });
});

Deno.test("startStack() tidies up at the start what the last process left", async (t) => {
  await using project = await makeProject();
  const first = await start(project.root, { data: project.data });
  await first.sql(
    "insert into cron.job_run_details (jobid, status, start_time) values (1, 'running', now())",
  );
  // As a logged table, it survives what would empty it otherwise.
  await first.sql("alter table net._http_response set logged");
  await first.sql(
    `insert into net._http_response (id, created)
     values (1, now() - interval '7 hours'), (2, now() - interval '5 hours')`,
  );
  await first.stop();
  await using second = await start(project.root, { data: project.data, schedules: true });

  await t.step("startCron() closes the record of a run that never ended", async () => {
    assert.deepEqual(await second.sql("select status, return_message from cron.job_run_details"), [
      { status: "failed", return_message: "server restarted" },
    ]);
  });

  await t.step("startNet() forgets answers after six hours", async () => {
    const left = await eventually(async () => {
      const rows = await second.sql("select id from net._http_response");
      return rows.length < 2 && rows;
    }, "the end of the old answer");
    assert.deepEqual(left, [{ id: 2 }]);
  });
});
