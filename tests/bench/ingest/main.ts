/**
 * Measures reading an account from a loopback provider into the database: own time, which is all but
 * the waiting for the provider, and requests.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { startTestStack } from "../../support/stack.ts";
import { formatSpread, spread } from "../jobs/statistics.ts";
import type { Offered } from "./provider.ts";
import { waitedFetch } from "./waited.ts";

const HELP = `usage: npx -y deno@2.9.6 task bench ingest [options]

  --items N         mails or messages to be read (default 10000)
  --repetitions N   accounts that read all of them (default 3)
  --polls N         readings without news that count, after three to warm up (default 30)
  --only NAME       slack or outlook

The database is the embedded one in this process, or the native Postgres of TEST_DATABASE_URL.
`;
const PROVIDERS = ["outlook", "slack"] as const;
type Name = typeof PROVIDERS[number];
const WARMING = 3;

/** What one reading cost, in milliseconds. */
interface Cost {
  own: number;
  /** Of this process: it tells less of what else the machine does. */
  cpu: number;
  whole: number;
  requests: number;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      items: { type: "string", default: "10000" },
      repetitions: { type: "string", default: "3" },
      polls: { type: "string", default: "30" },
      only: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const number = (name: "items" | "repetitions" | "polls") => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`--${name} must be a whole number from 1`);
    }
    return value;
  };
  const only = PROVIDERS.find((name) => name === values.only);
  if (values.only !== undefined && !only) throw new Error("--only must be slack or outlook");
  return {
    help: values.help,
    items: number("items"),
    repetitions: number("repetitions"),
    polls: number("polls"),
    names: only ? [only] : PROVIDERS,
  };
}

/** A provider in a process of its own. */
async function startProvider(name: Name, items: number): Promise<Offered & AsyncDisposable> {
  const path = fileURLToPath(new URL("./provider.ts", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", path, name, String(items)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let line = "";
  while (!line.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The loopback ${name} ended before it was there`);
    line += value;
  }
  return {
    ...JSON.parse(line) as Offered,
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await reader.cancel();
      await child.status;
    },
  };
}

async function measure(name: Name, options: ReturnType<typeof readOptions>) {
  const { items, repetitions, polls } = options;
  await using provider = await startProvider(name, items);
  const watched = waitedFetch(() => provider.url);
  await using test = await startTestStack({
    env: { ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`, INITIAL_DAYS: "60", ...provider.env },
    fetch: watched.fetch,
  });
  const { stack, services } = test;
  await stack.sql("update cron.job set active = false where jobname like 'prometheus-%'");
  const count = async (user: string) =>
    (await stack.sql<{ n: number }>(
      "select count(*)::int as n from public.events where user_id = $1",
      [user],
    ))[0]?.n ?? 0;

  /** Reads everything; what a provider asks to wait is not waited. */
  const read = async (user: string, account: string): Promise<Cost> => {
    await services.internal("request_sync", { for_user: user, account });
    const [began, waited, requests] = [performance.now(), watched.waited(), watched.requests()];
    const used = process.cpuUsage();
    let idle = 0;
    for (;;) {
      const report = await runIngestion(services, { budgetSeconds: 3600 });
      if (report.retried + report.dead > 0) throw new Error(`Reading ${name} failed`);
      const [left] = await stack.sql<{ seconds: number | null }>(
        "select max(extract(epoch from vt - clock_timestamp()))::float8 as seconds from pgmq.q_ingest",
      );
      if (!left || left.seconds === null) break;
      const pause = performance.now();
      await new Promise((later) => setTimeout(later, Math.max(0, left.seconds ?? 0) * 1000));
      idle += performance.now() - pause;
    }
    const whole = performance.now() - began - idle;
    const { user: inUser, system } = process.cpuUsage(used);
    return {
      whole,
      own: whole - (watched.waited() - waited),
      cpu: (inUser + system) / 1000,
      requests: watched.requests() - requests,
    };
  };

  const whole: Cost[] = [];
  const quiet: Cost[] = [];
  for (let round = 0; round < repetitions; round++) {
    const { id: user } = await test.signUp();
    const account = await (await services.linking()).tokens.link({
      userId: user,
      provider: name,
      providerAccountId: provider.providerAccountId,
      metadata: provider.metadata,
      token: { access: provider.token, refresh: null, expiresAt: null, scopes: null },
    });
    await stack.sql("select pgmq.purge_queue('ingest')");
    whole.push(await read(user, account));
    const stored = await count(user);
    if (stored !== items) throw new Error(`${stored} of ${items} items of ${name} were stored`);
    if (round > 0) continue;
    for (let poll = 0; poll < WARMING + polls; poll++) {
      const cost = await read(user, account);
      if (poll >= WARMING) quiet.push(cost);
    }
  }
  return { whole, quiet };
}

function report(name: Name, items: number, { whole, quiet }: Awaited<ReturnType<typeof measure>>) {
  const of = (costs: Cost[], value: (cost: Cost) => number, digits: number) =>
    formatSpread(spread(costs.map(value)), digits);
  const row = (what: string, result: string, goal = "") =>
    console.log(`| ${name}: ${what} | ${result} | ${goal} |`);
  const [each, most] = [(cost: Cost) => cost.own / items, "at most 2"];
  row(`own time an item, ms (${items} items)`, of(whole, each, 2), most);
  row("CPU time of this process an item, ms", of(whole, (cost) => cost.cpu / items, 2));
  row("time an item with the provider's, ms", of(whole, (cost) => cost.whole / items, 2));
  row("requests for all of them", of(whole, (cost) => cost.requests, 0));
  row("own time of a poll without news, ms", of(quiet, (cost) => cost.own, 1), "at most 60");
  const few = name === "slack" ? "at most 3" : "1 for 20 folders and calendars";
  row("CPU time of this process, ms", of(quiet, (cost) => cost.cpu, 1));
  row("requests of a poll without news", of(quiet, (cost) => cost.requests, 0), few);
}

const options = readOptions();
if (options.help) console.log(HELP);
else {
  const database = Deno.env.get("TEST_DATABASE_URL")
    ? "a native Postgres"
    : "the embedded database";
  const { repetitions, polls, items, names } = options;
  console.log(
    `${database}; ${navigator.hardwareConcurrency} cores; ${repetitions} readings of all, ${polls} ` +
      "polls; median (lowest to highest)\n\n| measure | result | goal |\n| --- | --- | --- |",
  );
  for (const name of names) report(name, items, await measure(name, options));
}
