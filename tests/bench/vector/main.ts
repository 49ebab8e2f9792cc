/**
 * Searches among the vectors of many people, against the vector store that LangChain documents for
 * Supabase. Starts its own native Postgres servers and removes them.
 *
 * usage: npx -y deno@2.9.6 task bench vector [--rows 200000] [--tenants 256] [--big ROWS] [--questions 60]
 *          [--repetitions 5] [--seed 1] [--plans]
 *
 * `--big` is the size of the biggest tenant, a quarter of all rows unless given. `--plans` prints
 * the plan of each statement as well. Ends with a line of JSON; fails when a goal is not met.
 */
import { parseArgs } from "node:util";
import postgres from "postgres";
import { sql } from "../../native/tools.ts";
import { startNativeServer } from "../../support/native/server.ts";
import { type Corpus, corpus, DAY, NOW, type Tenant } from "./corpus.ts";
import * as goal from "./goals.ts";
import { build, drop, hnswIndexes, load, prepare } from "./load.ts";
import { measure, type Scenario } from "./measure.ts";
import { plansOf } from "./plans.ts";
import { seeded } from "./random.ts";
import { report } from "./report.ts";
import { asPerson, asService, inline, peer, type Question } from "./targets.ts";

const SMALL_TENANTS = 5;
const HOUR = DAY / 24;

export interface Options {
  rows: number;
  tenants: number;
  big: number;
  questions: number;
  repetitions: number;
  seed: number;
  plans: boolean;
}

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const data = corpus({
    seed: options.seed,
    rows: options.rows,
    tenants: options.tenants,
    bigTenantRows: options.big,
  });
  // Two worlds side by side, so that both are asked under the same conditions.
  await using before = await startNativeServer();
  await using after = await startNativeServer();
  const small = data.tenants.slice(1, 1 + SMALL_TENANTS);
  await fill(before.url, data, (tenant) => small.includes(tenant) ? 1 : 0.1);
  await fill(after.url, data, () => 1);
  return await run(before.url, after.url, data, small, options);
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: "string", default: "200000" },
      tenants: { type: "string", default: "256" },
      big: { type: "string" },
      questions: { type: "string", default: "60" },
      repetitions: { type: "string", default: "5" },
      seed: { type: "string", default: "1" },
      plans: { type: "boolean", default: false },
    },
  });
  const number = (name: string, text: string, least: number): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) {
      throw new Error(`--${name} must be a whole number of at least ${least}, not "${text}"`);
    }
    return value;
  };
  const rows = number("rows", values.rows, 1000);
  const tenants = number("tenants", values.tenants, SMALL_TENANTS + 2);
  const big = number("big", values.big ?? String(Math.floor(rows / 4)), 10);
  if ((rows - big) / (tenants - 1) < 10) {
    throw new Error("--rows leaves fewer than 10 rows for each of the other tenants");
  }
  return {
    rows,
    tenants,
    big,
    questions: number("questions", values.questions, 5),
    repetitions: number("repetitions", values.repetitions, 1),
    seed: number("seed", values.seed, 0),
    plans: values.plans,
  };
}

/** Loads that share of every tenant and builds the indexes. */
export async function fill(url: string, data: Corpus, share: (tenant: Tenant) => number) {
  await sql(url, "update cron.job set active = false;");
  await prepare(url, data);
  const indexes = await hnswIndexes(url);
  await drop(url, indexes);
  const started = performance.now();
  const rows = await load(url, data, share);
  console.error(`loaded ${rows} rows twice in ${seconds(started)} s; building indexes`);
  const built = await build(url, indexes);
  console.error(
    `built ${Object.entries(built).map(([name, time]) => `${name} in ${time} s`).join(", ")}`,
  );
}

export async function run(
  before: string,
  after: string,
  data: Corpus,
  small: readonly Tenant[],
  options: Options,
): Promise<number> {
  const big = data.tenants[0];
  if (!big) throw new Error("there is no tenant");
  const random = seeded(options.seed + 3);
  const ask = (tenants: readonly Tenant[], span: number): Question[] =>
    Array.from({ length: options.questions }, (_, i) => {
      const tenant = tenants[i % tenants.length] ?? big;
      return {
        tenant,
        vector: `[${data.query(tenant, random).join(",")}]`,
        start: new Date(NOW - span).toISOString(),
        end: new Date(NOW + 1).toISOString(),
      };
    });
  const scenarios: Scenario[] = [
    {
      name: goal.SMALL,
      questions: ask(small, 30 * DAY),
      targets: [
        await asService(after, goal.OURS),
        await asPerson(after, goal.OURS_RLS),
        await asService(before, goal.OURS_BEFORE),
        await inline(after, goal.INLINE),
        await peer(after, goal.PEER, "match_documents"),
        await peer(after, goal.PEER_LEAN, "match_documents_lean"),
      ],
    },
    {
      name: goal.BIG,
      questions: ask([big], 30 * DAY),
      targets: [
        await asService(after, goal.OURS),
        await asPerson(after, goal.OURS_RLS),
        await peer(after, goal.PEER, "match_documents"),
        await peer(after, goal.PEER_LEAN, "match_documents_lean"),
      ],
    },
    {
      name: goal.BIG_TWO_HOURS,
      questions: ask([big], 2 * HOUR),
      // The peer's filter has no window, so there is nothing to set beside it.
      targets: [await asService(after, goal.OURS), await asPerson(after, goal.OURS_RLS)],
    },
  ];
  const truth = postgres(after, { max: 1, fetch_types: false });
  try {
    const results = [];
    for (const scenario of scenarios) {
      const started = performance.now();
      results.push(...await measure(truth, scenario, options.repetitions));
      console.error(`measured ${scenario.name} in ${seconds(started)} s`);
    }
    const met = goal.goals(results);
    console.log(report(results, met));
    if (options.plans) await printPlans(after, scenarios);
    console.log(JSON.stringify({ bench: "vector", options, results, goals: met }));
    return met.some((entry) => entry.met === false) ? 1 : 0;
  } finally {
    await truth.end();
    for (const { targets } of scenarios) await Promise.all(targets.map((target) => target.close()));
  }
}

async function printPlans(url: string, scenarios: readonly Scenario[]): Promise<void> {
  for (const { name, questions } of scenarios) {
    const [question] = questions;
    if (!question) continue;
    for (const plan of await plansOf(url, question)) console.log(`\n-- ${name}\n${plan}`);
  }
}

function seconds(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
