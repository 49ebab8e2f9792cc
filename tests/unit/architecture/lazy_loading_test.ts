import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const FUNCTIONS = new URL("../../../supabase/functions/", import.meta.url);
const LIBRARY = /^npm:\/?telegram@/;

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

const hasLibrary = (modules: Set<string>) => [...modules].some((name) => LIBRARY.test(name));

Deno.test("no function loads the Telegram library before somebody speaks to Telegram", async () => {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(FUNCTIONS)) {
    if (isDirectory) names.push(name);
  }
  assert.ok(names.includes("connectors") && names.includes("job-ingest"));
  for (const name of names) {
    const entry = fileURLToPath(new URL(`${name}/index.ts`, FUNCTIONS));
    assert.ok(!hasLibrary(await loaded(entry, false)), `${name} loads it at once`);
  }
  // Those that do speak to it find it.
  for (const name of ["connectors", "job-ingest"]) {
    const entry = fileURLToPath(new URL(`${name}/index.ts`, FUNCTIONS));
    assert.ok(hasLibrary(await loaded(entry, true)), `${name} cannot find it`);
  }
});
