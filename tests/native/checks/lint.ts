import { z } from "zod";
import { parseJson, sql, supabase } from "../tools.ts";
import { type Check, Finding } from "./check.ts";

const report = z.object({
  results: z.array(z.object({
    function: z.string(),
    issues: z.array(z.object({
      level: z.string(),
      message: z.string(),
      detail: z.string().optional(),
      context: z.string().optional(),
      statement: z.object({ lineNumber: z.string() }).optional(),
    })),
  })),
});
type Results = z.infer<typeof report>["results"];
type Issue = Results[number]["issues"][number];

const SCHEMAS = "public,internal";

// A defect that plpgsql_check must report: without it, a clean report could mean that the
// extension is missing or that no function was looked at.
const PLANT = `
  create function internal.planted_for_lint() returns integer language plpgsql
  set search_path = '' as $$ begin return missing_column; end $$;`;
const UPROOT = "drop function internal.planted_for_lint();";

/** plpgsql_check finds no error and no warning in any function of ours. */
export const lint: Check = async ({ url }) => {
  const clean = await ask(url);
  if (clean.results.length > 0 || clean.code !== 0) {
    throw new Finding(
      clean.results.flatMap(({ function: name, issues }) =>
        issues.map((issue) => describe(name, issue))
      ).join("\n") || `supabase db lint ended with ${clean.code} without a finding`,
    );
  }

  await sql(url, PLANT);
  try {
    const planted = await ask(url);
    const seen = planted.results.some((result) => result.function === "internal.planted_for_lint");
    if (!seen || planted.code === 0) {
      throw new Finding("db lint overlooks a function that reads a missing column");
    }
  } finally {
    await sql(url, UPROOT);
  }
  const functions = await sql(
    url,
    `select count(*) from pg_proc p join pg_language l on l.oid = p.prolang
     where l.lanname = 'plpgsql' and p.pronamespace::regnamespace::text = any ('{${SCHEMAS}}')`,
  );
  return `nothing in ${functions.trim()} PL/pgSQL functions of ${SCHEMAS}`;
};

function describe(name: string, { level, message, detail, context, statement }: Issue): string {
  const line = statement ? ` line ${statement.lineNumber} of its body` : "";
  const more = [detail, context].filter((text) => text !== undefined).join("; ");
  return `${level} ${name}${line}: ${message}${more ? ` (${more})` : ""}`;
}

async function ask(url: string): Promise<{ code: number; results: Results }> {
  const { code, stdout, stderr } = await supabase(
    ["db", "lint", "--schema", SCHEMAS, "--fail-on", "warning", "--output-format", "json"],
    url,
  );
  // The CLI prints its findings after a few words, or only the words where there are none.
  const start = stdout.indexOf("{");
  if (start === -1 && code === 0) return { code, results: [] };
  const parsed = report.safeParse(parseJson(stdout.slice(start)));
  if (!parsed.success) {
    throw new Finding(`supabase db lint gave no report: ${stderr.trim()}\n${stdout.trim()}`);
  }
  return { code, results: parsed.data.results };
}
