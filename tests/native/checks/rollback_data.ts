import { script, sql, sqlFile } from "../tools.ts";
import { type Check, Finding } from "./check.ts";
import { MIGRATIONS, ROLLBACKS, sqlFiles, withServer } from "./server.ts";

const ROWS = "tests/native/fixtures/rows.sql";

/** Operational records without a user's content: a rollback may drop them. */
const EXPENDABLE =
  /^(internal\.(account_leases|counters|embedding_counts|event_counts|graph_members|idempotency_keys|job_runs|metrics_snapshot|oauth_grants|oauth_states|paused_queues|push_subscriptions|rate_limits|reset_sightings|telegram_logins|timezones|token_refreshes|usage_counts)|pgmq\.a_\w+)$/;

/** Rows by table, and values that are not null by `table.column`. */
type Counts = Map<string, number>;

/**
 * A rollback in the middle of data keeps it or refuses. Every table gets a row; then each rollback
 * runs from the last to the first. One that refuses must say which table is in its way, and goes
 * through once that table is empty; one that goes through must leave every row and value there.
 */
export const rollbackData: Check = () =>
  withServer(async (url) => {
    await script("migrate.sh", [url]);
    await sqlFile(url, ROWS);
    const empty = [...await count(url)].filter(([name, rows]) =>
      rows === 0 && name === tableOf(name) && !EXPENDABLE.test(name)
    );
    if (empty.length > 0) {
      throw new Finding(`${ROWS} gives no row to ${empty.map(([name]) => name).join(", ")}`);
    }

    const files = await sqlFiles(MIGRATIONS);
    let refusals = 0;
    for (const file of files.toReversed()) refusals += await rollBack(url, file);
    // The fixture fills all tables, so with no refusal the guard itself is gone.
    if (refusals === 0) throw new Finding("no rollback refused, although every table had rows");
    return `${files.length} rollbacks kept their rows or refused (${refusals} refusals)`;
  });

/** Rolls one migration back, emptying what it refuses to drop; returns how often it refused. */
async function rollBack(url: string, file: string): Promise<number> {
  for (let refusals = 0;; refusals++) {
    const before = await count(url);
    let refusal: string;
    try {
      await sqlFile(url, `${ROLLBACKS}/${file}`);
      requireKept(file, before, await count(url));
      return refusals;
    } catch (error) {
      if (error instanceof Finding) throw error;
      refusal = String(error);
    }
    requireKept(file, before, await count(url));
    const table = /rolling back would drop rows of ([\w.]+)/.exec(refusal)?.[1];
    if (table === undefined || !(before.get(table) ?? 0)) {
      throw new Finding(`${file} fails on data without naming a table that has rows: ${refusal}`);
    }
    await sql(url, `delete from ${table};`);
  }
}

function requireKept(file: string, before: Counts, after: Counts): void {
  const lost = [...before].filter(([name, rows]) =>
    rows > 0 && (after.get(name) ?? 0) < rows && !EXPENDABLE.test(tableOf(name)) &&
    // Where the whole table is gone, its columns need no line of their own.
    (name === tableOf(name) || after.has(tableOf(name)))
  );
  if (lost.length === 0) return;
  throw new Finding(
    `the rollback of ${file} loses ` +
      lost.map(([name, rows]) => `${rows - (after.get(name) ?? 0)} of ${rows} in ${name}`).join(
        ", ",
      ) +
      ": guard it with internal.refuse_to_drop",
  );
}

function tableOf(name: string): string {
  return name.split(".").slice(0, 2).join(".");
}

/** Generated columns hold nothing of their own, so they are not counted. */
async function count(url: string): Promise<Counts> {
  const columns = await sql(
    url,
    `select format('%I.%I', n.nspname, c.relname), format('%I', a.attname)
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p') and a.attgenerated = ''
       and (n.nspname in ('public', 'internal') or (n.nspname = 'pgmq' and c.relname ~ '^[qa]_'))
     order by 1, a.attnum;`,
  );
  const tables = new Map<string, string[]>();
  for (const row of columns.split("\n").filter((line) => line !== "")) {
    const [table = "", column = ""] = row.split("|");
    tables.set(table, [...tables.get(table) ?? [], column]);
  }
  if (tables.size === 0) return new Map();
  const selects = [...tables].map(([table, names]) =>
    [
      `select '${table}', count(*) from ${table}`,
      ...names.map((name) => `select '${table}.${name}', count(${name}) from ${table}`),
    ].join(" union all ")
  );
  const counted = await sql(url, `${selects.join(" union all ")};`);
  return new Map(
    counted.split("\n").filter((line) => line !== "").map((line) => {
      const [name = "", rows = "0"] = line.split("|");
      return [name, Number(rows)];
    }),
  );
}
