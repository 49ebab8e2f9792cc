import { z } from "zod";
import { parseJson, sql, supabase } from "../tools.ts";
import { type Check, Finding } from "./check.ts";

const report = z.object({
  results: z.array(z.object({
    name: z.string(),
    level: z.enum(["INFO", "WARN", "ERROR"]),
    detail: z.string(),
  })),
});
type Advice = z.infer<typeof report>["results"][number];

/** On an empty database no index is used, and tables that only the service sees need no policy. */
const EXPECTED = new Set(["unused_index", "rls_enabled_no_policy"]);

// Two defects that the advisors must report, one in each schema of ours. Without them a clean
// report could as well mean that nothing was looked at.
const PLANT = `
  create table public.planted_for_advisors (id integer primary key);
  grant select on public.planted_for_advisors to anon;
  create table internal.planted_for_advisors (id integer primary key);
  grant select on internal.planted_for_advisors to authenticated;`;
const UPROOT = `
  drop table public.planted_for_advisors;
  drop table internal.planted_for_advisors;`;

/** The hosted platform's own linter finds nothing but what an empty database is expected to show. */
export const advisors: Check = async ({ url }) => {
  const clean = await ask(url);
  const findings = clean.advice.filter(({ name, level }) =>
    level !== "INFO" || !EXPECTED.has(name)
  );
  if (findings.length > 0 || clean.code !== 0) {
    throw new Finding(
      findings.map(({ name, level, detail }) => `${level} ${name}: ${detail}`).join("\n") ||
        `supabase db advisors ended with ${clean.code} without a finding`,
    );
  }

  await sql(url, PLANT);
  try {
    const planted = await ask(url);
    for (const schema of ["public", "internal"]) {
      const seen = planted.advice.some(({ name, detail }) =>
        name === "rls_disabled_in_public" && detail.includes(`${schema}.planted_for_advisors`)
      );
      if (!seen || planted.code === 0) {
        throw new Finding(`the advisors overlook a table without RLS in schema ${schema}`);
      }
    }
  } finally {
    await sql(url, UPROOT);
  }
  return `nothing at warn or above; info: ${tally(clean.advice)}`;
};

async function ask(url: string): Promise<{ code: number; advice: Advice[] }> {
  const { code, stdout, stderr } = await supabase(
    ["db", "advisors", "--level", "info", "--fail-on", "warn", "--output-format", "json"],
    url,
  );
  const parsed = report.safeParse(parseJson(stdout));
  if (!parsed.success) {
    throw new Finding(`supabase db advisors gave no report: ${stderr.trim()}\n${stdout.trim()}`);
  }
  return { code, advice: parsed.data.results };
}

function tally(advice: readonly Advice[]): string {
  const counts = new Map<string, number>();
  for (const { name } of advice) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(", ") || "none";
}
