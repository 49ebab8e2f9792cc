import type { ModuleFacts } from "./analyse.ts";
import { LAYERS } from "./layers.ts";

/** An entry names its app and serves it; there is nothing else to say in it. */
const maxEntryLines = 10;

/**
 * Returns one sentence for each breach of the rules that imports alone do not show, with file, line
 * and remedy. Only modules below `shared/` and `supabase/functions/` are judged.
 */
export function violations(modules: readonly ModuleFacts[]): string[] {
  return modules.flatMap((module) => [
    ...placeViolations(module),
    ...module.computedImports.map((line) =>
      `${module.path}:${line} imports a computed path: write the path out`
    ),
    ...globalViolations(module),
    ...module.commentedImports.map(({ specifier, line }) =>
      `${module.path}:${line} a comment looks like an import of ${specifier}, and the hosted ` +
      `bundler would follow it: word it differently`
    ),
  ]);
}

function placeViolations({ path, lines }: ModuleFacts): string[] {
  const [top, folder, ...rest] = path.split("/");
  if (top === "supabase" && folder === "functions") {
    if (rest.length !== 2 || rest[1] !== "index.ts") {
      return [
        `${path} is beside a function's entry: a function is one index.ts, move it to shared/`,
      ];
    }
    return lines <= maxEntryLines
      ? []
      : [`${path} has ${lines} lines: an entry serves an app of shared/apps/ and does no more`];
  }
  if (top !== "shared" || LAYERS.includes(folder ?? "")) return [];
  return [`${path} is in no layer of shared/: move it into one of ${LAYERS.join(", ")}`];
}

function globalViolations(module: ModuleFacts): string[] {
  if (module.path.startsWith("shared/platform/")) return [];
  return module.globals.map(({ use, line }) =>
    `${module.path}:${line} uses ${use}: take it as a parameter, only shared/platform/ reads it`
  );
}
