/**
 * How large each function is, and what it costs to start it, at the level of the hosted runtime:
 * each is bundled into plain JavaScript and imported there. The platform bundles in a way of its own
 * that cannot be had here; what it then compiles and runs is the same code.
 *
 * usage: npx -y deno@2.9.6 task bench functions [--check]
 *
 * With --check it fails where a function is larger than its bound.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { readConfig } from "../../../supabase/embedded/config.ts";
import { HOSTED_DENO, hostedDeno, hostedEnv } from "../../providers/supabase/runtime.ts";

/** Bytes that a function may have: half of what the platform allows. */
const SIZE_BOUND = 10_000_000;
/** Milliseconds of the processor that its import should take. */
const CPU_BOUND = 300;
const RUNS = 5;

const root = fileURLToPath(new URL("../../../", import.meta.url));
const telegram = join(root, "shared/connectors/telegram/library/client.ts");
const Measured = z.object({
  wall: z.number(),
  cpu: z.number(),
  rss: z.number(),
  heapUsed: z.number(),
});
type Measured = z.output<typeof Measured>;

const config = await readConfig(
  join(root, "supabase/config.toml"),
  join(root, "supabase/functions"),
  (line) => console.error(line),
);
const entries = [...config.functions.values()]
  .map(({ name, entrypoint }) => ({ name, entrypoint }))
  .sort((a, b) => a.name < b.name ? -1 : 1);
// Only linking and reading Telegram pays for it, and only then.
entries.push({ name: "Telegram's client, loaded on demand", entrypoint: telegram });

const folder = await Deno.makeTempDir({ prefix: "functions-" });
let largest = 0;
const rows: string[] = [];
try {
  for (const { name, entrypoint } of entries) {
    const outdir = join(folder, name.replace(/\W+/g, "-"));
    await bundle(entrypoint, outdir);
    const start = await startFile(outdir, entrypoint);
    const whole = await folderBytes(outdir);
    largest = Math.max(largest, whole);
    const runs: Measured[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await probe(start));
    const median = (of: keyof Measured) =>
      runs.map((run) => run[of]).sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
    const cells = [
      name,
      megabytes(await startedBytes(start)),
      megabytes(whole),
      median("wall").toFixed(0),
      median("cpu").toFixed(0),
      megabytes(median("heapUsed")),
      megabytes(median("rss")),
    ];
    rows.push(`| ${cells.join(" | ")} |`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
console.log(
  `${HOSTED_DENO}, median of ${RUNS} runs, without V8's code cache. Bounds: ` +
    `${megabytes(SIZE_BOUND)} MB, ${CPU_BOUND} ms of CPU for the import.\n`,
);
console.log(
  "| function | started, MB | in all, MB | import, ms | CPU of the import, ms | heap, MB | process, MB |",
);
console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
for (const row of rows) console.log(row);
if (Deno.args.includes("--check") && largest > SIZE_BOUND) {
  console.error(`A function has ${megabytes(largest)} MB`);
  Deno.exit(1);
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

/** Bundles an entry; what it imports on demand goes into files of its own. */
async function bundle(entrypoint: string, outdir: string): Promise<void> {
  await run(Deno.execPath(), ["bundle", "--code-splitting", "--outdir", outdir, entrypoint]);
}

/** The file of a bundle that its entry became. */
async function startFile(outdir: string, entrypoint: string): Promise<string> {
  const name = entrypoint.replace(/^.*\//, "").replace(/\.ts$/, ".js");
  await Deno.stat(join(outdir, name));
  return join(outdir, name);
}

async function folderBytes(path: string): Promise<number> {
  let bytes = 0;
  for await (const { name } of Deno.readDir(path)) {
    bytes += (await Deno.stat(join(path, name))).size;
  }
  return bytes;
}

/** Bytes of a file and of what it imports at once. */
async function startedBytes(start: string, seen = new Set<string>()): Promise<number> {
  if (seen.has(start)) return 0;
  seen.add(start);
  const text = await Deno.readTextFile(start);
  let bytes = new TextEncoder().encode(text).length;
  for (
    const [, chunk = ""] of text.matchAll(/^(?:import|\} from|export .* from).*?"(\.\/[^"]+)";$/gm)
  ) {
    bytes += await startedBytes(join(start, "..", chunk), seen);
  }
  return bytes;
}

async function probe(file: string): Promise<Measured> {
  const script = join(root, "tests/bench/functions/probe.ts");
  // Packages have Node's globals, which a bundle would miss.
  const flags = [
    "--unstable-node-globals",
    "--allow-all",
    "--no-check",
    "--no-code-cache",
    "--no-config",
    "--no-lock",
  ];
  const line = await run(await hostedDeno(), ["run", ...flags, script, `file://${file}`], {
    ...hostedEnv(),
    SUPABASE_URL: "https://project.supabase.co",
    SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_a"}',
    SUPABASE_SECRET_KEYS: '{"default":"sb_secret_b"}',
  });
  return Measured.parse(JSON.parse(line));
}

async function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: root,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  if (code !== 0) throw new Error(`${program} ${args[0]} failed:\n${text.decode(stderr)}`);
  return text.decode(stdout);
}
