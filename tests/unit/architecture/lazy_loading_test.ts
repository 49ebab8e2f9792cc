import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const FUNCTIONS = new URL("../../../supabase/functions/", import.meta.url);
const TELEGRAM = /^npm:\/?telegram@/;
const SENTRY = /^npm:\/?@sentry\/core@/;

const Graph = z.object({
  roots: z.array(z.string()),
  modules: z.array(z.object({
    specifier: z.string(),
    dependencies: z.array(z.object({
      code: z.object({ specifier: z.string() }).optional().catch(undefined),
      isDynamic: z.boolean().default(false),
    })).default([]),
  })),
});

/** What runs when a module is loaded: every module that it imports, and theirs. */
async function loaded(entry: string, dynamic: boolean): Promise<Set<string>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const graph = Graph.parse(JSON.parse(new TextDecoder().decode(stdout)));
  const modules = new Map(graph.modules.map((module) => [module.specifier, module.dependencies]));
  const seen = new Set<string>(graph.roots);
  for (const specifier of seen) {
    for (const { code, isDynamic } of modules.get(specifier) ?? []) {
      if (code && (dynamic || !isDynamic)) seen.add(code.specifier);
    }
  }
  return seen;
}

const has = (library: RegExp, modules: Set<string>) =>
  [...modules].some((name) => library.test(name));

Deno.test("no function loads a library before it speaks to Telegram, or reports a failure", async () => {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(FUNCTIONS)) {
    if (isDirectory) names.push(name);
  }
  assert.ok(names.includes("connectors") && names.includes("job-ingest"));
  for (const name of names) {
    const entry = fileURLToPath(new URL(`${name}/index.ts`, FUNCTIONS));
    const modules = await loaded(entry, false);
    assert.ok(!has(TELEGRAM, modules), `${name} loads Telegram's at once`);
    assert.ok(!has(SENTRY, modules), `${name} loads Sentry's at once`);
  }
  // Those that do speak to it find it.
  for (const name of ["connectors", "job-ingest"]) {
    const entry = fileURLToPath(new URL(`${name}/index.ts`, FUNCTIONS));
    const modules = await loaded(entry, true);
    assert.ok(has(TELEGRAM, modules), `${name} cannot find Telegram's`);
    assert.ok(has(SENTRY, modules), `${name} cannot find Sentry's`);
  }
});
