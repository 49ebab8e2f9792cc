import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const dependency = z.object({
  isDynamic: z.boolean().optional(),
  code: z.object({ specifier: z.string() }).partial().optional(),
});

/** What `deno info --json FILE` says of a module graph, as far as it is needed. */
export const ModuleGraph = z.object({
  roots: z.array(z.string()),
  modules: z.array(z.object({
    specifier: z.string(),
    npmPackage: z.string().optional(),
    dependencies: z.array(dependency).default([]),
  })),
  redirects: z.record(z.string(), z.string()),
  npmPackages: z.record(
    z.string(),
    z.object({
      name: z.string(),
      version: z.string(),
      dependencies: z.array(z.string()),
      registryUrl: z.string(),
    }),
  ),
});
export type ModuleGraph = z.infer<typeof ModuleGraph>;

/** What a function consists of. */
export interface Contents {
  /** Paths of the project's own files. */
  files: string[];
  /** Keys of `npmPackages`, dependencies included. */
  packages: Set<string>;
}

/** All that runs when the entry is imported; with `lazy`, also what is imported only later. */
export function contentsOf(graph: ModuleGraph, lazy: boolean): Contents {
  const byName = new Map(graph.modules.map((module) => [module.specifier, module]));
  const seen = new Set<string>();
  const packages = new Set<string>();
  const files: string[] = [];
  const visit = (specifier: string) => {
    const name = graph.redirects[specifier] ?? specifier;
    if (seen.has(name)) return;
    seen.add(name);
    const module = byName.get(name);
    if (!module) return;
    if (name.startsWith("file:")) files.push(fileURLToPath(name));
    if (module.npmPackage !== undefined) addPackage(module.npmPackage);
    for (const { code, isDynamic } of module.dependencies) {
      if (code?.specifier !== undefined && (lazy || !isDynamic)) visit(code.specifier);
    }
  };
  const addPackage = (key: string) => {
    if (packages.has(key)) return;
    packages.add(key);
    for (const each of graph.npmPackages[key]?.dependencies ?? []) addPackage(each);
  };
  graph.roots.forEach(visit);
  return { files, packages };
}

/** What a package would run: declarations, source maps and documents stay behind. */
const CODE = /\.(c?js|mjs|json|wasm|node)$/;

/** Bytes of the code of a package in Deno's cache of npm, as they are and compressed. */
export async function packageSize(
  npmCache: string,
  { name, version, registryUrl }: ModuleGraph["npmPackages"][string],
): Promise<Size> {
  const folder = join(npmCache, new URL(registryUrl).host, name, version);
  return await sizeOf(await Array.fromAsync(codeFiles(folder)));
}

/** Bytes as they are, and as gzip makes them. */
export interface Size {
  plain: number;
  packed: number;
}

/** The size of files together. */
export async function sizeOf(files: readonly string[]): Promise<Size> {
  const size = { plain: 0, packed: 0 };
  const { readable, writable } = new CompressionStream("gzip");
  const counted = (async () => {
    for await (const chunk of readable) size.packed += chunk.length;
  })();
  const writer = writable.getWriter();
  for (const file of files) {
    const bytes = await Deno.readFile(file);
    size.plain += bytes.length;
    await writer.write(bytes);
  }
  await writer.close();
  await counted;
  return size;
}

async function* codeFiles(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* codeFiles(path);
    else if (isFile && CODE.test(name)) yield path;
  }
}
