import type { Stack } from "../../supabase/embedded/options.ts";

/**
 * How many rows each table has and a hash of them, as a text to compare: what was changed by nobody
 * gives the same again. The counting of requests and of what happened is
 * left out.
 */
export async function tableContents(stack: Stack): Promise<string> {
  const tables = await stack.sql<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'internal', 'pgmq') 
       and tablename not in ('rate_limits', 'counters', 'metrics_snapshot') order by 1`,
  );
  const rows = await Promise.all(tables.map(async ({ name }) => [
    name,
    await stack.sql(
      `select count(*), md5(string_agg(t::text, ' ' order by t::text)) from ${name} t`,
    ),
  ]));
  return JSON.stringify(rows);
}
