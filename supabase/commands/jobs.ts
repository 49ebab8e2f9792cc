import { z } from "zod";
import { AccountReport, HealthReport } from "../../shared/contracts/health.ts";
import { Queue } from "../../shared/contracts/queue_messages.ts";
import { rpcOver } from "../../shared/database/rpc.ts";
import { runTask, values } from "./cli.ts";
import {
  countDeadLetters,
  drain,
  listDeadLetters,
  requeue,
  type Selection,
} from "./jobs/dead_letters.ts";
import { type JobsState, showJobs } from "./jobs/show.ts";
import { atTarget, findTarget, serviceOf, targetOptions, targetValues } from "./target.ts";
import { safeLine, stdout } from "./terminal.ts";
import { TASK, UsageError } from "./usage.ts";

const line = {
  task: "jobs",
  about:
    "Shows the queues, schedules, accounts and dead letters of a project, and clears dead letters.",
  options: {
    "--requeue": "puts the dead letters back into their queues",
    "--drain": "deletes the dead letters for good, after a question",
    "--yes": "with --drain: do not ask",
    "--queue <name>": `only those of one queue: ${Queue.options.join(", ")}`,
    "--id <id>": "only this one",
    "--watch": "shows the state again every two seconds",
    "--json": "the state as JSON",
    ...targetOptions,
  },
  values: z.object({
    requeue: values.flag,
    drain: values.flag,
    yes: values.flag,
    queue: z.enum(Queue.options, `must be one of ${Queue.options.join(", ")}`).optional(),
    id: z.guid(`must be the id of a dead letter, as \`${TASK} jobs\` shows it`).optional(),
    watch: values.flag,
    json: values.flag,
    ...targetValues,
  }).refine(({ requeue, drain }) => !(requeue && drain), {
    error: "--requeue and --drain exclude each other: a letter is put back or deleted",
  }),
};

/** Dead letters that are listed; the rest is a number. */
const LISTED = 20;

function countLetters(number: number): string {
  return number === 1 ? "1 dead letter" : `${number} dead letters`;
}

await runTask(line, async (options) => {
  // Known before anything is asked of the project.
  if (options.drain && !options.yes && !Deno.stdin.isTerminal()) {
    throw new UsageError("--drain deletes for good: add --yes where nobody can be asked");
  }
  const target = await findTarget(options);
  await atTarget(target, async () => {
    const service = serviceOf(target);
    const selection: Selection = { queue: options.queue, id: options.id };
    if (options.requeue) {
      const count = await requeue(service, selection);
      return stdout.line(`Put back ${countLetters(count)} at ${target.url}`);
    }
    if (options.drain) {
      const waiting = countLetters(await countDeadLetters(service, selection));
      const question = `Delete ${waiting} for good at ${target.url}?`;
      if (!options.yes && !confirm(safeLine(question))) return stdout.line("Nothing was deleted");
      const count = await drain(service, selection);
      return stdout.line(`Deleted ${countLetters(count)} at ${target.url}`);
    }

    const internal = rpcOver(service, "internal");
    const read = async (): Promise<JobsState> => ({
      report: HealthReport.parse(await internal("health_report", {})),
      accounts: AccountReport.parse(await internal("account_report", { most: LISTED })),
      deadLetters: await listDeadLetters(service, selection, LISTED),
    });
    for (;;) {
      const state = await read();
      // On a terminal the new state takes the place of the old.
      if (options.watch && !options.json) stdout.clear();
      if (options.json) stdout.json(state);
      else stdout.line(showJobs(state, new Date()));
      if (!options.watch) return;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  });
});
