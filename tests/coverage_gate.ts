/**
 * Fails when the tests cover too few lines of the product.
 *
 * usage: deno run -A tests/coverage_gate.ts [COVERAGE_DIR] [MINIMUM_PERCENT]
 *
 * Deno has a threshold of its own (`deno coverage --threshold`, 2.9.6), but it counts only modules
 * that some test loaded: a module that none loads would raise the figure. It is counted here, with
 * every line that it compiles to as uncovered.
 */
import ts from "typescript";

const ROOTS = ["shared/", "supabase/functions/"];

/** Generated data: one line or thousands, they say nothing about the tests. */
const GENERATED = new Set(["shared/database/database.types.ts", "shared/models/action/weights.ts"]);

export interface FileCoverage {
  path: string;
  lines: number;
  covered: number;
}

/** Reads an lcov report; paths below `root` come back relative to it, others are left out. */
export function parseLcov(text: string, root: string): FileCoverage[] {
  const files: FileCoverage[] = [];
  let file: FileCoverage | null = null;
  for (const line of text.split("\n")) {
    if (line.startsWith("SF:")) {
      const path = line.slice(3).trim();
      file = path.startsWith(root) ? { path: path.slice(root.length), lines: 0, covered: 0 } : null;
      if (file) files.push(file);
    } else if (file && line.startsWith("DA:")) {
      file.lines++;
      if (Number(line.split(",")[1]) > 0) file.covered++;
    }
  }
  return files;
}

/** How many lines of a module run: types, comments and blank lines do not. */
export function executableLines(source: string): number {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      removeComments: true,
    },
  });
  return outputText.split("\n").filter((line) => line.trim() !== "" && line.trim() !== "export {};")
    .length;
}

/** Covered lines in percent; nothing to cover counts as 0, because then nothing was measured. */
export function percent(files: readonly FileCoverage[]): number {
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  const covered = files.reduce((sum, file) => sum + file.covered, 0);
  return lines === 0 ? 0 : (100 * covered) / lines;
}

async function modules(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await modules(`${folder}${name}/`));
    else if (name.endsWith(".ts")) found.push(`${folder}${name}`);
  }
  return found;
}

async function measure(directory: string): Promise<FileCoverage[]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["coverage", "--lcov", directory],
    stdin: "null",
  }).output();
  if (code !== 0) throw new Error(`deno coverage failed: ${new TextDecoder().decode(stderr)}`);
  const loaded = new Map(
    parseLcov(new TextDecoder().decode(stdout), `${Deno.cwd()}/`).map((file) => [file.path, file]),
  );
  const files: FileCoverage[] = [];
  for (const path of (await Promise.all(ROOTS.map(modules))).flat().sort()) {
    if (GENERATED.has(path)) continue;
    const lines = executableLines(await Deno.readTextFile(path));
    if (lines > 0) files.push(loaded.get(path) ?? { path, lines, covered: 0 });
  }
  return files;
}

if (import.meta.main) {
  const [directory = "coverage/raw", minimum = "90"] = Deno.args;
  const files = await measure(directory);
  const total = percent(files);
  const missing = (file: FileCoverage) => file.lines - file.covered;
  console.log("uncovered lines, worst files first");
  for (const file of files.toSorted((a, b) => missing(b) - missing(a)).slice(0, 12)) {
    if (missing(file) === 0) break;
    console.log(
      `${String(missing(file)).padStart(6)} of ${String(file.lines).padEnd(5)} ${file.path}`,
    );
  }
  console.log(
    `${total.toFixed(1)} % of the lines of ${files.length} modules in ${ROOTS.join(" and ")}`,
  );
  if (total < Number(minimum)) {
    console.error(`coverage is below ${minimum} %`);
    Deno.exit(1);
  }
}
