/**
 * `npx -y deno@2.9.6 task bench jobs`: the queue layer against raw pgmq, pg-boss and graphile-worker on one
 * native Postgres in one run; retries beside fresh messages; searching beside retention.
 */
import { parseArgs } from "node:util";
import { startNativeServer } from "../../support/native/server.ts";
import { connectSql } from "../../support/native/sql_rpc.ts";
import { benchChains, type ChainResult } from "./chain.ts";
import { benchRetention, type RetentionResult } from "./retention.ts";
import { benchRetries, type RetryResult } from "./retries.ts";
import { formatSpread } from "./statistics.ts";

const HELP = `usage: npx -y deno@2.9.6 task bench jobs [options]

  --jobs N          chained jobs a measurement (default 20000)
  --repetitions N   rounds that count, after one to warm up (default 5)
  --events N        expired events for retention (default 100000)
  --only PART       chain, drain, retries or retention
`;
const parts = ["chain", "drain", "retries", "retention"] as const;
const workers = 4;

interface Results {
  chain?: ChainResult;
  drain?: ChainResult;
  retries?: RetryResult;
  retention?: RetentionResult;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      jobs: { type: "string", default: "20000" },
      repetitions: { type: "string", default: "5" },
      events: { type: "string", default: "100000" },
      only: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const number = (name: "jobs" | "repetitions" | "events", least: number) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < least) {
      throw new Error(`--${name} must be a whole number from ${least}`);
    }
    return value;
  };
  const only = parts.find((part) => part === values.only);
  if (values.only !== undefined && !only) throw new Error(`--only must be ${parts.join(", ")}`);
  return {
    help: values.help,
    jobs: number("jobs", 2000),
    repetitions: number("repetitions", 1),
    events: number("events", 1000),
    wants: (part: typeof parts[number]) => !only || only === part,
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return console.log(HELP);
  const log = (line: string) => console.error(`  ${line}`);
  await using server = await startNativeServer();
  await using admin = connectSql(server.url, { role: "" });
  // The project's own schedules would wake nobody, but look at the queues all the time.
  await admin.sql`update cron.job set active = false`;
  const [setting] = await admin.sql`show synchronous_commit`;
  if (setting?.["synchronous_commit"] !== "on") throw new Error("synchronous_commit must be on");

  const { repetitions } = options;
  const results: Results = {};
  if (options.wants("chain")) {
    log(`${options.jobs} chained jobs, 10 a chain`);
    const load = { workers, chains: options.jobs / 10, hops: 10, batch: 100 };
    results.chain = await benchChains(server.url, load, repetitions, log);
  }
  if (options.wants("drain")) {
    log(`${options.jobs} jobs that nothing follows`);
    const load = { workers, chains: options.jobs, hops: 1, batch: 100 };
    results.drain = await benchChains(server.url, load, repetitions, log);
  }
  if (options.wants("retries")) {
    log("10000 fresh messages, alone and beside 10000 due retries");
    const load = { fresh: 10_000, retries: 10_000, workers, repetitions };
    results.retries = await benchRetries(server.url, load, log);
  }
  if (options.wants("retention")) {
    log(`retention of ${options.events} events`);
    results.retention = await benchRetention(server.url, options.events, log);
  }
  console.log(table(results));
  console.log(JSON.stringify({ bench: "jobs", workers, repetitions, ...results }));
}

function table({ chain, drain, retries, retention }: Results): string {
  const lines = [
    `4 workers, batches of 100, synchronous_commit on; median (lowest to highest)`,
    "",
    "| measure | result | goal |",
    "| --- | --- | --- |",
  ];
  for (const [title, result] of [["chained jobs/s", chain], ["drained jobs/s", drain]] as const) {
    if (!result) continue;
    const own = result["this project"]?.median ?? NaN;
    for (const [name, rate] of Object.entries(result)) {
      const ratio = own / rate.median;
      const goal = name.startsWith("raw")
        ? ` at least 0.7: ours is ${ratio.toFixed(2)} times this`
        : name.startsWith("pg-boss")
        ? ` above 1: ours is ${ratio.toFixed(2)} times this`
        : name === "this project"
        ? ""
        : ` ours is ${ratio.toFixed(1)} times this`;
      lines.push(`| ${title}, ${name} | ${formatSpread(rate)} |${goal} |`);
    }
  }
  if (retries) {
    lines.push(
      `| fresh messages/s alone | ${formatSpread(retries.alone)} | |`,
      `| fresh messages/s beside 10,000 due retries | ${formatSpread(retries.besideRetries)} |` +
        ` slower by at most 1.2: ${retries.slowdown.toFixed(2)} |`,
    );
  }
  if (retention) {
    const { idleP95, busyP95, ratio, events, seconds, queries } = retention;
    lines.push(
      `| match_embeddings p95, idle, ms | ${formatSpread(idleP95, 2)} | |`,
      `| match_embeddings p95 while retention deletes ${events.toLocaleString("en")} events in ` +
        `${Math.round(seconds)} s, ms (${queries.toLocaleString("en")} queries in all) | ` +
        `${formatSpread(busyP95, 2)} | at most 1.5 times idle: ${ratio.median.toFixed(2)} ` +
        `(rounds: ${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}) |`,
    );
  }
  return lines.join("\n");
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(`bench jobs: ${error instanceof Error ? error.message : String(error)}`);
    Deno.exit(1);
  }
}
