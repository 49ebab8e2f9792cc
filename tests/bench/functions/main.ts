/**
 * How large each function is, and what it costs to start it, at the level of the hosted runtime.
 *
 * usage: npx -y deno@2.9.6 task bench functions [--check]
 *
 * With --check it fails where a bound of size is passed.
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { readConfig } from "../../../supabase/embedded/config.ts";
import { HOSTED_DENO, hostedDeno, hostedEnv } from "../../providers/supabase/runtime.ts";
import { contentsOf, ModuleGraph, packageSize, type Size, sizeOf } from "./graph.ts";

/** Bytes that a function may have, packed: half of what the platform allows. */
const SIZE_BOUND = 10_000_000;
/** Milliseconds of the processor that its import should take. */
const CPU_BOUND = 300;
const RUNS = 5;

const root = fileURLToPath(new URL("../../../", import.meta.url));
const measured = z.object({
  wall: z.number(),
  cpu: z.number(),
  rss: z.number(),
  heapUsed: z.number(),
});

const check = Deno.args.includes("--check");
const options = ["--no-config", "--no-lock", "--import-map=import_map.json"];
const { npmCache } = z.object({ npmCache: z.string() })
  .parse(JSON.parse(await hosted(["info", "--no-config", "--json"])));
const config = await readConfig(
  `${root}supabase/config.toml`,
  `${root}supabase/functions`,
  (line) => console.error(line),
);

const packed = new Map<string, Size>();
const rows: string[] = [];
let largest = 0;
for (const { name, entrypoint } of config.functions.values()) {
  const graph = ModuleGraph.parse(
    JSON.parse(await hosted(["info", ...options, "--json", entrypoint])),
  );
  const size = async (lazy: boolean) => {
    const { files, packages } = contentsOf(graph, lazy);
    const parts = [await sizeOf(files)];
    for (const key of packages) {
      const found = graph.npmPackages[key];
      if (!found) continue;
      const known = `${found.name}@${found.version}`;
      const part = packed.get(known) ?? await packageSize(npmCache, found);
      packed.set(known, part);
      parts.push(part);
    }
    return {
      plain: parts.reduce((sum, part) => sum + part.plain, 0),
      packed: parts.reduce((sum, part) => sum + part.packed, 0),
    };
  };
  const [started, whole] = [await size(false), await size(true)];
  largest = Math.max(largest, whole.packed);
  const runs: z.output<typeof measured>[] = [];
  // One more, and first: it leaves the transpiled files in the cache, as the platform has them.
  for (let run = 0; run <= RUNS; run++) {
    const probe = `${root}tests/bench/functions/probe.ts`;
    const allowed = ["--allow-all", "--no-check", "--no-code-cache"];
    const line = await hosted(["run", ...options, ...allowed, probe, `file://${entrypoint}`]);
    if (run > 0) runs.push(measured.parse(JSON.parse(line)));
  }
  const median = (of: "wall" | "cpu" | "rss" | "heapUsed") => {
    const sorted = runs.map((run) => run[of]).sort((a, b) => a - b);
    return sorted[Math.floor(RUNS / 2)] ?? 0;
  };
  const cells = [
    name,
    megabytes(started.plain),
    megabytes(whole.plain),
    megabytes(whole.packed),
    median("wall").toFixed(0),
    median("cpu").toFixed(0),
    megabytes(median("heapUsed")),
    megabytes(median("rss")),
  ];
  rows.push(`| ${cells.join(" | ")} |`);
}
console.log(
  `${HOSTED_DENO}, median of ${RUNS} runs, without V8's code cache. Bounds: ` +
    `${megabytes(SIZE_BOUND)} MB packed, ${CPU_BOUND} ms of CPU for the import.\n`,
);
console.log(
  "| function | MB started | MB in all | MB packed | import, ms | CPU of the import, ms | heap, MB | memory, MB |",
);
console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
for (const row of rows) console.log(row);
if (check && largest > SIZE_BOUND) {
  console.error(`A function has ${megabytes(largest)} MB`);
  Deno.exit(1);
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

/** Runs the hosted level of Deno in the project, with the variables of a project. */
async function hosted(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(await hostedDeno(), {
    args: [...args],
    cwd: root,
    env: {
      ...hostedEnv(),
      SUPABASE_URL: "https://project.supabase.co",
      SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_a"}',
      SUPABASE_SECRET_KEYS: '{"default":"sb_secret_b"}',
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  if (code !== 0) throw new Error(`deno ${args[0]} failed:\n${text.decode(stderr)}`);
  return text.decode(stdout);
}
