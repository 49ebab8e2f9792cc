import { dumpSchema, script, sql, sqlFile } from "../tools.ts";
import { type Check, Finding } from "./check.ts";
import { MIGRATIONS, ROLLBACKS, sqlFiles, withServer } from "./server.ts";

/**
 * Every migration is undone by its rollback, and comes back the same: a server of its own is
 * migrated by the CLI, rolled back file by file to nothing, and migrated again file by file. After
 * each step the schema must be what it was on the other way.
 */
export const rollbacks: Check = async () => {
  const files = await sqlFiles(MIGRATIONS);
  const missing = difference(files, await sqlFiles(ROLLBACKS));
  const orphaned = difference(await sqlFiles(ROLLBACKS), files);
  if (missing.length + orphaned.length > 0) {
    throw new Finding([
      ...missing.map((file) => `${ROLLBACKS}/${file} is missing`),
      ...orphaned.map((file) => `${ROLLBACKS}/${file} undoes no migration`),
    ].join("\n"));
  }

  return await withServer((url) => upDownUp(url, files));
};

async function upDownUp(url: string, files: readonly string[]): Promise<string> {
  const fresh = await snapshot(url);
  const platform = await installed(url);
  await script("migrate.sh", [url]);

  // before[i] is the schema that migration i finds, before[files.length] the whole.
  const before: string[] = [];
  before[files.length] = await snapshot(url);
  for (let i = files.length - 1; i >= 0; i--) {
    await sqlFile(url, `${ROLLBACKS}/${files[i]}`);
    before[i] = await snapshot(url);
  }

  await removeExtensions(url, platform);

  const findings: string[] = [];
  const compare = (label: string, expected: string, found: string) => {
    const text = lineDifference(expected, found);
    if (text !== null) findings.push(`${label}:\n${text}`);
  };
  compare(
    "all rolled back, and a database never migrated",
    withoutOpenDefaults(fresh),
    withoutOpenDefaults(await snapshot(url)),
  );
  const again: string[] = [];
  for (const [i, file] of files.entries()) {
    await sqlFile(url, `${MIGRATIONS}/${file}`);
    again[i + 1] = await snapshot(url);
  }
  compare(
    "migrated again, and migrated once",
    before[files.length] ?? "",
    again[files.length] ?? "",
  );
  // What a rollback leaves is there after those below it too: the topmost difference names it.
  for (let i = files.length - 1; i > 0 && findings.length === 0; i--) {
    compare(`rolled back ${files[i]}, and never applied it`, again[i] ?? "", before[i] ?? "");
  }
  if (findings.length > 0) throw new Finding(findings.join("\n"));
  return `${files.length} migrations up, down and up again`;
}

interface Installed {
  extensions: string[];
  schemas: string[];
}

async function installed(url: string): Promise<Installed> {
  const names = async (query: string) => (await sql(url, query)).split("\n").filter((name) => name);
  return {
    extensions: await names("select extname from pg_extension;"),
    schemas: await names("select nspname from pg_namespace where nspname !~ '^pg_';"),
  };
}

/**
 * Rollbacks leave extensions alone, because other schemas may use them. Here nothing else does:
 * what is still in the way of removing them, or of the schemas they made, is ours and was left
 * behind. Nothing is removed by cascade.
 */
async function removeExtensions(url: string, platform: Installed): Promise<void> {
  const now = await installed(url);
  const extensions = difference(now.extensions, platform.extensions);
  if (extensions.length > 0) await sql(url, `drop extension ${extensions.map(quote).join(", ")};`);
  const schemas = difference((await installed(url)).schemas, platform.schemas)
    .filter((name) => name !== "supabase_migrations");
  if (schemas.length > 0) await sql(url, `drop schema ${schemas.map(quote).join(", ")};`);
}

/**
 * The platform grants new objects of `public` to every API role, and the first migration ends
 * that. A rollback may leave it so: it cannot know whether the project had those defaults, and
 * reopening them would expose what others make.
 */
function withoutOpenDefaults(schema: string): string {
  const open = /^ALTER DEFAULT PRIVILEGES FOR ROLE \w+ IN SCHEMA public GRANT /;
  return schema.split("\n").filter((line) => !open.test(line)).join("\n");
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The schema as comparable lines, and what migrations leave in the tables of extensions: schedules
 * and queues.
 */
async function snapshot(url: string): Promise<string> {
  const dump = await dumpSchema(url);
  const lines = dump.split("\n").filter((line) =>
    line.trim() !== "" && !/^(--|\\(un)?restrict|SET |SELECT pg_catalog\.set_config)/.test(line)
  );
  const rows = await sql(
    url,
    `do $$ begin
       create temporary table left_behind (line text);
       if to_regclass('cron.job') is not null then
         insert into left_behind select format('schedule %s: %s %s', jobname, schedule, command) from cron.job;
       end if;
       if to_regclass('pgmq.meta') is not null then
         insert into left_behind select format('queue %s', queue_name) from pgmq.meta;
       end if;
     end $$;
     select line from left_behind order by line;`,
  );
  return [...lines, ...rows.split("\n").filter((line) => line !== "")].join("\n");
}

function difference(from: readonly string[], without: readonly string[]): string[] {
  return from.filter((name) => !without.includes(name));
}

/** The lines that only one side has; `null` when both have the same in the same order. */
function lineDifference(expected: string, found: string): string | null {
  if (expected === found) return null;
  const count = new Map<string, number>();
  for (const line of expected.split("\n")) count.set(line, (count.get(line) ?? 0) + 1);
  for (const line of found.split("\n")) count.set(line, (count.get(line) ?? 0) - 1);
  const changed = [...count].filter(([, n]) => n !== 0)
    .map(([line, n]) => `  ${n > 0 ? "missing" : "left"}: ${line}`);
  return changed.length > 0 ? changed.slice(0, 40).join("\n") : "  the same lines in another order";
}
