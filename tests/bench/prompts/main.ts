/**
 * Measures the main job on a Slack export: reading it, embedding it, and asking.
 *
 * usage: npx -y deno@2.9.6 task bench prompts --data PATH [--now ISO-TIME] [--repetitions N]
 */
import { parseArgs } from "node:util";
import { createClient } from "@supabase/supabase-js";
import { importSlackExport } from "../../../shared/connectors/slack/export/import_export.ts";
import { openExport } from "../../../supabase/commands/export/open.ts";
import { waitUntilSearchable } from "../../../supabase/commands/searchable.ts";
import type { Stack } from "../../../supabase/embedded/options.ts";
import { startProject } from "../../../supabase/commands/project.ts";
import { type DemoUser, ensureDemoUser } from "../../../supabase/commands/start/demo_user.ts";
import { internalRpc } from "../../../supabase/commands/target.ts";

const prompts = [
  "summarize last 2 hours",
  "what needs action?",
  "summarize the last 3 days",
  "how do I start a REPL with figwheel?",
];

const USAGE = `usage: npx -y deno@2.9.6 task bench prompts --data PATH [options]

  --data PATH       a Slack export (zip or folder); a clone has none
  --now ISO-TIME    the time that answers are about (default: now)
  --repetitions N   of each prompt (default 7)`;

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string" },
        now: { type: "string", default: new Date().toISOString() },
        repetitions: { type: "string", default: "7" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      Deno.exit(0);
    }
    if (!values.data) throw new Error("--data is missing: name a Slack export");
    if (!/^[1-9]\d{0,3}$/.test(values.repetitions)) {
      throw new Error("--repetitions must be a number from 1 to 9999");
    }
    if (Number.isNaN(Date.parse(values.now))) throw new Error("--now must be an ISO time");
    return { ...values, data: values.data };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    Deno.exit(2);
  }
};
const values = readOptions();

/** Resident memory of this process and its children, in MiB, as the kernel counts it. */
async function residentMebibytes(): Promise<number> {
  const resident = async (pid: string) =>
    Number(
      /VmRSS:\s+(\d+)/.exec(await Deno.readTextFile(`/proc/${pid}/status`).catch(() => ""))?.[1] ??
        0,
    );
  const children = await Deno.readTextFile(`/proc/${Deno.pid}/task/${Deno.pid}/children`).catch(
    () => "",
  );
  const pids = [String(Deno.pid), ...children.split(" ").filter(Boolean)];
  const kibibytes = await Promise.all(pids.map(resident));
  return Math.round(kibibytes.reduce((sum, value) => sum + value, 0) / 1024);
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round(performance.now() - started);
}

function spread(samples: number[]) {
  const sorted = [...samples].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], least: sorted[0], most: sorted.at(-1) };
}

async function ask(stack: Stack, token: string, prompt: string): Promise<void> {
  const response = await fetch(`${stack.url}/functions/v1/prompts`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ prompt }),
  });
  if (!response.ok) throw new Error(`"${prompt}" answered ${response.status}`);
  await response.body?.cancel();
}

console.log = console.error;
const files = await openExport(values.data);
const repetitions = Number(values.repetitions);
let peak = 0;
const watch = setInterval(async () => peak = Math.max(peak, await residentMebibytes()), 500);
let started: { stack: Stack; demo: DemoUser } | undefined;
const start = await milliseconds(async () => {
  const stack = await startProject({
    data: "memory",
    clockNow: values.now,
    envFile: false,
    log: () => {},
  });
  started = { stack, demo: await ensureDemoUser(stack) };
});
if (!started) throw new Error("The stack did not start");
const { stack: running, demo } = started;
const client = createClient(running.url, running.publishableKey, {
  auth: { persistSession: false },
});
const { data, error } = await client.auth.signInWithPassword(demo);
if (error) throw error;
const internal = internalRpc(running);

let events = 0;
const read = await milliseconds(async () => {
  events = (await importSlackExport(internal, data.user.id, files)).read.events;
});
const embed = await milliseconds(() => waitUntilSearchable(internal, data.user.id, () => {}));
const first = await milliseconds(() => ask(running, data.session.access_token, prompts[0] ?? ""));
const asked: Record<string, ReturnType<typeof spread>> = {};
for (const prompt of prompts) {
  const samples: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    samples.push(await milliseconds(() => ask(running, data.session.access_token, prompt)));
  }
  asked[prompt] = spread(samples);
}
clearInterval(watch);
await running.stop();

const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
const machine = `${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}`;
print(`${events} events; ${machine}; ${repetitions} repetitions\n`);
print(
  `start ${start} ms, read ${read} ms, embed ${embed} ms, first prompt ${first} ms, peak memory ${peak} MiB\n`,
);
for (const [prompt, times] of Object.entries(asked)) {
  print(`${prompt.padEnd(40)} median ${times.median} ms (${times.least} to ${times.most})`);
}
print(
  JSON.stringify({
    bench: "prompts",
    machine,
    events,
    repetitions,
    start,
    read,
    embed,
    first,
    peak_mib: peak,
    asked,
  }),
);
Deno.exit(0);
