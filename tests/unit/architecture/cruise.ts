/**
 * Judges the imports of a project by the rules in `import_rules.ts` and prints what breaks them as
 * JSON. A process of its own, because dependency-cruiser changes the working directory.
 *
 * usage: deno run -A cruise.ts ROOT
 */
import { cruise } from "dependency-cruiser";
import { fileURLToPath } from "node:url";
import { importRules } from "./import_rules.ts";

/** An import that breaks a rule; both modules by their project paths. */
export interface Breach {
  rule: string;
  from: string;
  to: string;
  /** Of a cycle, all its modules; it is reported once. */
  cycle: string[];
}

/** What a run looked at and found. */
export interface Judgement {
  modules: number;
  imports: number;
  breaches: Breach[];
}

/**
 * @param root folder that holds `shared/`, `supabase/` and the like
 * @throws {Error} when the project cannot be read
 */
export async function judgeImports(root: string): Promise<Judgement> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", fileURLToPath(import.meta.url), root],
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function judge(root: string): Promise<Judgement> {
  const folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(root)) {
    if (isDirectory && ["shared", "supabase", "tests", "docs"].includes(name)) folders.push(name);
  }
  const { output } = await cruise(folders, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: importRules },
    // Imports of types as well: they are gone when it runs, and not when it is read.
    tsPreCompilationDeps: true,
    moduleSystems: ["es6", "cjs"],
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { extensions: [".ts"] },
  });
  if (typeof output === "string") throw new Error("dependency-cruiser gave a text");
  const { summary } = output;
  return {
    modules: summary.totalCruised,
    imports: summary.totalDependenciesCruised ?? 0,
    breaches: summary.violations.map(({ rule, from, to, cycle = [] }) => ({
      rule: rule.name,
      from,
      to,
      cycle: cycle.map(({ name }) => name),
    })),
  };
}

if (import.meta.main) {
  const [root] = Deno.args;
  if (!root) throw new Error("Name the project's folder");
  console.log(JSON.stringify(await judge(root)));
}
