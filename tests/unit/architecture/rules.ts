import type { ModuleFacts } from "./analyse.ts";

/** The layers of `shared/`, top first. An import may stay in its layer or point down the list. */
export const LAYERS: readonly string[] = [
  "apps",
  "jobs",
  "agents",
  "connectors",
  "events",
  "vector",
  "models",
  "resources",
  "contracts",
  "http",
  "database",
  "platform",
];

/** Modules that hand out the environment or a clock under another name than the global. */
const AMBIENT_MODULES = new Set([
  "process",
  "node:process",
  "perf_hooks",
  "node:perf_hooks",
]);

/**
 * Returns one sentence for each breach of the project's structure, with file, line and remedy.
 * Only modules below `shared/` and `supabase/functions/` are judged.
 */
export function violations(modules: readonly ModuleFacts[]): string[] {
  return modules.flatMap((module) => [
    ...placeViolations(module),
    ...module.imports.flatMap(({ specifier, line }) =>
      importViolations(module.path, specifier).map((text) => `${module.path}:${line} ${text}`)
    ),
    ...globalViolations(module),
    ...module.commentedImports.map(({ specifier, line }) =>
      `${module.path}:${line} a comment looks like an import of ${specifier}, and the hosted ` +
      `bundler would follow it: word it differently`
    ),
  ]);
}

function placeViolations({ path }: ModuleFacts): string[] {
  const [top, folder] = path.split("/");
  if (top !== "shared" || LAYERS.includes(folder ?? "")) return [];
  return [`${path} is in no layer of shared/: move it into one of ${LAYERS.join(", ")}`];
}

function importViolations(path: string, specifier: string | null): string[] {
  if (specifier === null) return ["imports a computed path: write the path out"];
  if (AMBIENT_MODULES.has(specifier) && !mayReadAmbient(path)) {
    return [`imports ${specifier}: take the value as a parameter, shared/platform/ reads it`];
  }
  if (/^(npm|jsr|https?|file):/.test(specifier)) {
    return [`imports ${specifier}: give the package a name and a version in import_map.json`];
  }
  if (!/^\.{0,2}\//.test(specifier)) return [];
  const target = resolve(path, specifier);
  if (target === null) return [`imports ${specifier}, which is outside the project`];
  if (!/\.(ts|json)$/.test(target)) return [`imports ${specifier}: write the .ts ending`];
  return path.startsWith("shared/") ? fromShared(path, target) : fromFunction(path, target);
}

function fromShared(path: string, target: string): string[] {
  if (!target.startsWith("shared/")) {
    return [`imports ${target}: shared/ may import only from shared/`];
  }
  const from = LAYERS.indexOf(path.split("/")[1] ?? "");
  const to = LAYERS.indexOf(target.split("/")[1] ?? "");
  if (from === -1 || to === -1 || to >= from) return [];
  return [`imports ${target}: ${LAYERS[from]} is below ${LAYERS[to]}, imports only point down`];
}

function fromFunction(path: string, target: string): string[] {
  const own = path.split("/").slice(0, 3).join("/") + "/";
  if (target.startsWith("shared/") || target.startsWith(own)) return [];
  if (target.startsWith("supabase/functions/")) {
    return [`imports ${target} of another function: move what both need to shared/`];
  }
  return [`imports ${target}: a function may import only its own folder and shared/`];
}

function globalViolations(module: ModuleFacts): string[] {
  if (mayReadAmbient(module.path)) return [];
  return module.globals.map(({ use, line }) =>
    `${module.path}:${line} uses ${use}: take it as a parameter, only shared/platform/ reads it`
  );
}

function mayReadAmbient(path: string): boolean {
  return path.startsWith("shared/platform/");
}

/** Resolves a relative or rooted specifier to a project path; `null` when it leaves the project. */
function resolve(from: string, specifier: string): string | null {
  if (specifier.startsWith("/")) return null;
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "." || part === "") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}
