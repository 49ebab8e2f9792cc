import { connectionEnv, ROOT, run, sql } from "../tools.ts";
import { type Check, Finding } from "./check.ts";

const FOLDER = "supabase/tests";

/** Every pgTAP file below `supabase/tests` passes. Each runs in a transaction of its own. */
export const pgtap: Check = async ({ url }) => {
  const files = await testFiles(FOLDER);
  if (files.length === 0) return `no pgTAP files in ${FOLDER}`;

  // As `supabase test db` does: the extension is there for the tests and gone afterwards.
  const installed = await sql(url, "select 1 from pg_extension where extname = 'pgtap'") !== "";
  if (!installed) await sql(url, "create extension pgtap with schema extensions;");
  try {
    const { code, stdout, stderr } = await run("pg_prove", ["--failures", "--comments", ...files], {
      env: { ...connectionEnv(url), PGOPTIONS: "-c search_path=public,extensions" },
    });
    if (code !== 0) throw new Finding(`${stdout.trim()}\n${stderr.trim()}`);
    return stdout.trim().split("\n").filter((line) => line.startsWith("Files=")).join("");
  } finally {
    if (!installed) await sql(url, "drop extension pgtap;");
  }
};

async function testFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(ROOT + folder)) {
      if (isDirectory) files.push(...await testFiles(`${folder}/${name}`));
      else if (name.endsWith(".sql")) files.push(`${folder}/${name}`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files.sort();
}
