import { output, ROOT, script } from "../tools.ts";

export const MIGRATIONS = "supabase/migrations";
export const ROLLBACKS = "supabase/rollbacks";

/** Runs `work` on a server of its own with the platform prelude, and removes it afterwards. */
export async function withServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const state = await Deno.makeTempDir({ prefix: "prometheus-check-" });
  const server = { env: { PROMETHEUS_PG_STATE: state } };
  try {
    const url = (await script("postgres.sh", ["start"], server)).trim();
    await output(Deno.execPath(), ["run", "-A", "--quiet", "tests/native/prelude.ts", url]);
    return await work(url);
  } finally {
    await script("postgres.sh", ["stop"], server);
    await Deno.remove(state, { recursive: true });
  }
}

/** The names of the SQL files in a folder, in the order in which they apply. */
export async function sqlFiles(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(ROOT + folder));
  return entries.filter(({ isFile, name }) => isFile && name.endsWith(".sql"))
    .map(({ name }) => name).sort();
}
