import { rpcOver } from "../../shared/database/rpc.ts";
import { parseArgs } from "node:util";
import { AccountReport, HealthReport } from "../../shared/contracts/health.ts";
import { Queue } from "../../shared/contracts/queue_messages.ts";
import { serviceClient } from "../../shared/database/clients.ts";
import { drain, listDeadLetters, requeue, type Selection } from "./jobs/dead_letters.ts";
import { type JobsState, showJobs } from "./jobs/show.ts";
import { findTarget } from "./target.ts";
import { UsageError } from "./usage.ts";

const usage =
  `Shows the queues, schedules, accounts and dead letters of a project, and clears dead letters.

  deno task jobs

  --requeue            puts the dead letters back into their queues
  --drain              deletes the dead letters for good
  --queue NAME         only those of one queue: ${Queue.options.join(", ")}
  --id ID              only this one
  --watch              shows the state again every two seconds
  --json               the state as JSON
  --data DIR           data folder of the running \`deno task start\` (default .prometheus/data)
  --url URL            instead of --data: the project, with --secret-key KEY`;

/** Dead letters that are listed; the rest is a number. */
const listed = 20;

function readOptions(args: string[]) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        requeue: { type: "boolean", default: false },
        drain: { type: "boolean", default: false },
        queue: { type: "string" },
        id: { type: "string" },
        watch: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        data: { type: "string" },
        url: { type: "string" },
        "secret-key": { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (values.requeue && values.drain) {
    throw new UsageError(
      "--requeue and --drain exclude each other: a letter is put back or deleted",
    );
  }
  if (values.queue !== undefined && !Queue.safeParse(values.queue).success) {
    throw new UsageError(`--queue must be one of ${Queue.options.join(", ")}`);
  }
  if (values.id !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(values.id)) {
    throw new UsageError("--id must be the id of a dead letter, as `deno task jobs` shows it");
  }
  return values;
}

function countLetters(number: number): string {
  return number === 1 ? "1 dead letter" : `${number} dead letters`;
}

async function main(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (options.help) return console.log(usage);
  const target = await findTarget({
    url: options.url,
    secretKey: options["secret-key"],
    data: options.data,
  });
  const supabase = { ...target, publishableKey: target.secretKey };
  const service = serviceClient({ supabase }, globalThis.fetch);
  const selection: Selection = { queue: options.queue, id: options.id };
  if (options.requeue) {
    return console.log(`Put back ${countLetters(await requeue(service, selection))}`);
  }
  if (options.drain) {
    return console.log(`Deleted ${countLetters(await drain(service, selection))}`);
  }

  const internal = rpcOver(service, "internal");
  const read = async (): Promise<JobsState> => ({
    report: HealthReport.parse(await internal("health_report", {})),
    accounts: AccountReport.parse(await internal("account_report", { most: listed })),
    deadLetters: await listDeadLetters(service, selection, listed),
  });
  for (;;) {
    const state = await read();
    const text = options.json ? JSON.stringify(state) : showJobs(state, new Date());
    // On a terminal the new state takes the place of the old.
    const clear = options.watch && !options.json && Deno.stdout.isTerminal() ? "\x1b[2J\x1b[H" : "";
    console.log(clear + text);
    if (!options.watch) return;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    console.error(`jobs: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UsageError) console.error(`\n${usage}`);
    Deno.exit(1);
  }
}
