/**
 * Searches among the vectors of many people, against the vector store that LangChain documents for
 * Supabase. Starts its own native Postgres servers and removes them.
 *
 * usage: npx -y deno@2.9.6 task bench vector [--rows 200000] [--tenants 256] [--big ROWS]
 *          [--medium 15000] [--questions 60]
 *          [--repetitions 5] [--seed 1] [--texts FOLDER] [--most-texts 2500] [--plans]
 *
 * `--big` is the size of the biggest tenant, a quarter of all rows unless given, whose rows are in the
 * graph; `--medium` that of the second, 15,000 unless given. `--texts` is a Slack export whose messages
 * the local model embeds, to measure recall on real texts. `--plans` prints the plan of each statement
 * as well. Ends with a line of JSON; fails when a goal is not met.
 */
import { parseArgs } from "node:util";
import postgres from "postgres";
import { sql } from "../../native/tools.ts";
import { startNativeServer } from "../../support/native/server.ts";
import { type Corpus, corpus, type Tenant } from "./corpus.ts";
import { goals } from "./goals.ts";
import { build, drop, hnswIndexes, load, prepare } from "./load.ts";
import { type Bytes, bytes, type WriteCost, writeCosts } from "./costs.ts";
import { measure, type Scenario } from "./measure.ts";
import { partsOf } from "./parts.ts";
import { plansOf } from "./plans.ts";
import { report } from "./report.ts";
import { scenariosOf } from "./scenarios.ts";
import { textCorpora, type TextCorpus } from "./texts.ts";

const SMALL_TENANTS = 5;

export interface Options {
  rows: number;
  tenants: number;
  big: number;
  medium: number;
  texts: string | null;
  mostTexts: number;
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
    mediumTenantRows: options.medium,
  });
  const texts = options.texts === null
    ? []
    : await textCorpora(options.texts, options.mostTexts, options.questions, options.seed + 5);
  // Two worlds side by side, so that both are asked under the same conditions.
  await using before = await startNativeServer();
  await using after = await startNativeServer();
  const small = data.tenants.slice(2, 2 + SMALL_TENANTS);
  await fill(before.url, data, [], (tenant) => small.includes(tenant) ? 1 : 0.1);
  const built = await fill(after.url, data, texts, () => 1);
  return await run(before.url, after.url, { data, texts, small, built }, options);
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: "string", default: "200000" },
      tenants: { type: "string", default: "256" },
      big: { type: "string" },
      medium: { type: "string", default: "15000" },
      texts: { type: "string" },
      "most-texts": { type: "string", default: "2500" },
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
  const tenants = number("tenants", values.tenants, SMALL_TENANTS + 3);
  const big = number("big", values.big ?? String(Math.floor(rows / 4)), 10);
  const medium = number("medium", values.medium, 10);
  if ((rows - big - medium) / (tenants - 2) < 10) {
    throw new Error("--rows leaves fewer than 10 rows for each of the other tenants");
  }
  return {
    rows,
    tenants,
    big,
    medium,
    texts: values.texts ?? null,
    mostTexts: number("most-texts", values["most-texts"], 1000),
    questions: number("questions", values.questions, 5),
    repetitions: number("repetitions", values.repetitions, 1),
    seed: number("seed", values.seed, 0),
    plans: values.plans,
  };
}

/** Loads that share of every tenant and builds the indexes. Returns seconds by index. */
export async function fill(
  url: string,
  data: Corpus,
  texts: readonly TextCorpus[],
  share: (tenant: Tenant) => number,
): Promise<Record<string, number>> {
  await sql(url, "update cron.job set active = false;");
  await prepare(url, data, texts);
  const indexes = await hnswIndexes(url);
  await drop(url, indexes);
  const started = performance.now();
  const rows = await load(url, data, texts, share);
  console.error(`loaded ${rows} rows three times in ${seconds(started)} s; building indexes`);
  const built = await build(url, indexes);
  console.error(
    `built ${Object.entries(built).map(([name, time]) => `${name} in ${time} s`).join(", ")}`,
  );
  return built;
}

/** What was loaded, and how long its indexes took. */
export interface Filled {
  data: Corpus;
  texts: readonly TextCorpus[];
  small: readonly Tenant[];
  built: Record<string, number>;
}

export async function run(
  before: string,
  after: string,
  { data, texts, small, built }: Filled,
  options: Options,
): Promise<number> {
  const big = data.tenants[0];
  if (!big) throw new Error("there is no tenant");
  const scenarios = await scenariosOf(before, after, { data, texts, small }, options);
  const truth = postgres(after, { max: 1, fetch_types: false });
  try {
    const results = [];
    for (const scenario of scenarios) {
      const started = performance.now();
      results.push(...await measure(truth, scenario, options.repetitions));
      console.error(`measured ${scenario.name} in ${seconds(started)} s`);
    }
    const sizes: Bytes[] = await bytes(truth);
    const writes: WriteCost[] = await writeCosts(after, small[0] ?? big, big);
    const parts = await partsOf(after, scenarios[0]?.questions ?? [], options.repetitions);
    const met = goals(results, sizes, writes);
    console.log(report({ results, goals: met, sizes, writes, built, parts }));
    if (options.plans) await printPlans(after, scenarios);
    console.log(
      JSON.stringify({
        bench: "vector",
        options,
        results,
        goals: met,
        sizes,
        writes,
        built,
        parts,
      }),
    );
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
