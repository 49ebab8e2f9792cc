/**
 * Tasks, calendar and prompts under load, beside the same SQL called directly, and a simulated year of
 * arrivals: on one native Postgres 17, with the functions and the Data API in this process.
 */
import { parseArgs } from "node:util";
import { startNativeServer } from "../../support/native/server.ts";
import { connectSql } from "../../support/native/sql_rpc.ts";
import { serveTestEmbeddings } from "../../providers/embeddings_server.ts";
import { startTestStack } from "../../support/stack.ts";
import { embeddingsEnvironment } from "../../support/timeline.ts";
import { drive, showOutcomes } from "./driver.ts";
import { signUpPeople } from "./people.ts";
import { throughDataApi, throughFunctions, throughSql } from "./requests.ts";
import { type Milestone, showMilestones, simulateYear } from "./year.ts";

const HELP = `usage: npx -y deno@2.9.6 task bench load [options]

  --rate N          requests a second (default 200)
  --seconds N       for so long (default 60)
  --prompts N       prompts among a hundred requests (default 2)
  --people N        who ask in turn (default 500)
  --days N          simulated days (default 365)
  --day-seconds N   that a simulated day takes (default 1)
  --year-people N   people of the simulated year (default 20)
  --events N        that reach one of them on a day (default 10)
  --only PART       requests or year
`;
const numbers = {
  rate: [200, 1, 10_000],
  seconds: [60, 1, 3600],
  prompts: [2, 0, 50],
  people: [500, 1, 100_000],
  days: [365, 1, 3650],
  "day-seconds": [1, 1, 3600],
  "year-people": [20, 1, 10_000],
  events: [10, 1, 500],
} as const;
type Name = keyof typeof numbers;

function readOptions() {
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(
        Object.entries(numbers).map(([name, [usual]]) =>
          [name, { type: "string", default: String(usual) }] as const
        ),
      ),
      only: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const given: Record<string, unknown> = values;
  const number = (name: Name) => {
    const [, least, most] = numbers[name];
    const value = Number(given[name]);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new Error(`--${name} must be a whole number from ${least} to ${most}`);
    }
    return value;
  };
  const only = given["only"];
  if (only !== undefined && only !== "requests" && only !== "year") {
    throw new Error("--only must be requests or year");
  }
  return { help: given["help"] === true, number, wants: (part: string) => !only || only === part };
}

async function main(): Promise<void> {
  const { help, number, wants } = readOptions();
  if (help) return console.log(HELP);
  const log = (line: string) => console.error(`  ${line}`);
  await using server = await startNativeServer();
  Deno.env.set("TEST_DATABASE_URL", server.url);
  await using embeddings = serveTestEmbeddings();
  await using test = await startTestStack({
    env: { ...embeddingsEnvironment(embeddings), RATE_LIMIT_PER_MINUTE: "100000" },
  });
  await using admin = connectSql(server.url, { role: "", max: 10 });
  await admin.sql`update cron.job set active = false`;
  console.log(await machine(admin.sql));

  if (wants("requests")) {
    const [rate, seconds, prompts] = [number("rate"), number("seconds"), number("prompts")];
    log("people sign up");
    const people = await signUpPeople(test.stack, number("people"));
    await admin.sql`vacuum analyze`;
    await using through = throughFunctions(test.services, people, prompts);
    log("a tenth of the rate, to warm up");
    await drive(through.kinds, Math.max(1, Math.floor(rate / 10)), 5);
    log(`${rate} requests a second for ${seconds} s through the functions`);
    const functions = await drive(through.kinds, rate, seconds);
    const api = throughDataApi(test.services, people, prompts);
    await drive(api, Math.max(1, Math.floor(rate / 10)), 2);
    log("the same at the Data API");
    const dataApi = await drive(api, rate, seconds);
    const direct = throughSql(admin.sql, people, prompts);
    await drive(direct, rate, 2);
    log("the same as SQL");
    const sql = await drive(direct, rate, seconds);
    console.log(`\n${rate} requests a second for ${seconds} s, ${people.length} people`);
    console.log(showOutcomes("through the functions", functions));
    console.log(showOutcomes("at the Data API alone", dataApi));
    console.log(showOutcomes("the same SQL, directly", sql));
  }

  if (wants("year")) {
    const plan = {
      days: number("days"),
      events: number("events"),
      daySeconds: number("day-seconds"),
    };
    const people = await signUpPeople(test.stack, number("year-people"));
    // What the requests left would be counted as growth.
    await test.stack.sql("delete from public.events");
    await admin.sql`select pgmq.purge_queue('embed')`;
    await admin.sql`vacuum full`;
    const milestones: Milestone[] = [];
    for await (const milestone of simulateYear(test, people, plan)) {
      milestones.push(milestone);
      log(`day ${milestone.day}: ${milestone.events} events, ${milestone.late} days late`);
    }
    console.log(`\n${showMilestones(milestones, people.length, plan)}`);
    const began = performance.now();
    await admin.sql`vacuum analyze`;
    console.log(`vacuum analyze of everything: ${Math.round(performance.now() - began)} ms`);
  }
}

/** What the figures were measured on, and what else the machine does. */
async function machine(sql: ReturnType<typeof connectSql>["sql"]): Promise<string> {
  const [settings] = await sql`
    select current_setting('server_version') as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as commit, current_setting('shared_buffers') as buffers,
      current_setting('autovacuum') as autovacuum`;
  const memory = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const load = Deno.loadavg().map((value) => value.toFixed(1)).join(" ");
  return `${navigator.hardwareConcurrency} cores, ${memory} GiB, Deno ${Deno.version.deno}, Postgres ` +
    `${settings?.["version"]} (fsync ${settings?.["fsync"]}, synchronous_commit ${
      settings?.["commit"]
    }, ` +
    `shared_buffers ${settings?.["buffers"]}, autovacuum ${settings?.["autovacuum"]}); ` +
    `load before: ${load}`;
}

await main();
