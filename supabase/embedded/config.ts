import { dirname, join, resolve } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";

const functionSchema = z.object({
  enabled: z.boolean().default(true),
  verify_jwt: z.boolean().default(true),
  import_map: z.string().min(1).optional(),
  entrypoint: z.string().min(1).optional(),
});

// Only what the stack obeys; the Supabase CLI knows many more keys, which are left alone.
const schema = z.object({
  api: z.object({
    schemas: z.array(z.string().min(1)).min(1).default(["public", "graphql_public"]),
    extra_search_path: z.array(z.string()).default(["public", "extensions"]),
    max_rows: z.int().positive().default(1000),
  }).prefault({}),
  auth: z.object({
    site_url: z.string().default("http://127.0.0.1:3000"),
    additional_redirect_urls: z.array(z.string()).default([]),
    jwt_expiry: z.int().positive().max(604_800).default(3600),
    enable_signup: z.boolean().default(true),
    minimum_password_length: z.int().min(6).default(6),
  }).prefault({}),
  functions: z.record(z.string(), functionSchema).default({}),
});

/** What the stack reads from `supabase/config.toml`, with the defaults of the Supabase CLI. */
export interface StackConfig {
  api: z.infer<typeof schema>["api"];
  auth: z.infer<typeof schema>["auth"];
  /** Every function that has an entry file and is enabled, by name. */
  functions: Map<string, FunctionConfig>;
}

/** One edge function, with absolute paths. */
export interface FunctionConfig {
  name: string;
  verifyJwt: boolean;
  entrypoint: string;
  /** The file with its import map; null leaves it to what lies beside the function. */
  importMap: string | null;
}

/** config.toml cannot be used. The message names the file, the key and what it should hold. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/**
 * Reads config.toml and looks up its functions. A folder without an entry has the defaults; an
 * entry without a file is logged and left out, so that one function cannot stop the stack.
 * Paths in the file are relative to its own folder.
 *
 * @param path absolute path of config.toml; where it does not exist, all defaults hold
 */
export async function readConfig(
  path: string,
  functionsFolder: string,
  log: (message: string) => void,
): Promise<StackConfig> {
  const parsed = schema.safeParse(parseToml(path, await readIfPresent(path)));
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`${path}: ${issues.join("; ")}`);
  }
  const { api, auth, functions: entries } = parsed.data;
  const names = await functionFolders(functionsFolder);
  const functions = new Map<string, FunctionConfig>();
  for (const name of names.union(new Set(Object.keys(entries)))) {
    const entry = entries[name] ?? functionSchema.parse({});
    if (!entry.enabled) continue;
    const from = (file: string) => resolve(dirname(path), file);
    const entrypoint = entry.entrypoint
      ? from(entry.entrypoint)
      : join(functionsFolder, name, "index.ts");
    if (!await isFile(entrypoint)) {
      log(`${path}: functions.${name} is left out, because there is no file at ${entrypoint}`);
      continue;
    }
    const importMap = entry.import_map
      ? from(entry.import_map)
      : await firstFile(["deno.json", "import_map.json"], join(functionsFolder, name));
    if (importMap !== null && !await isFile(importMap)) {
      throw new ConfigError(`${path}: functions.${name}.import_map: no file at ${importMap}`);
    }
    functions.set(name, { name, verifyJwt: entry.verify_jwt, entrypoint, importMap });
  }
  return { api, auth, functions };
}

function parseToml(path: string, text: string | null): unknown {
  try {
    return parse(text ?? "");
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readIfPresent(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Folders with an index.ts; a leading underscore or dot marks shared code, as hosted has it. */
async function functionFolders(folder: string): Promise<Set<string>> {
  const names = new Set<string>();
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (!isDirectory || /^[_.]/.test(name)) continue;
      if (await isFile(join(folder, name, "index.ts"))) names.add(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names;
}

async function firstFile(names: readonly string[], folder: string): Promise<string | null> {
  for (const name of names) {
    if (await isFile(join(folder, name))) return join(folder, name);
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}
