import { join } from "node:path";
import type { Database, Query } from "./database.ts";
import { lineAndColumn, splitStatements, type Statement } from "./statements.ts";

/** One file of the migrations folder. */
export interface Migration {
  /** The digits before the first underscore; migrations run in this order. */
  version: string;
  name: string;
  file: string;
  sql: string;
}

/** A migration could not be applied. The message names file, line, column and reason. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/**
 * Reads `<digits>_<name>.sql` from a folder, in the order in which they apply. Other files are
 * no migrations, as with the Supabase CLI.
 */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const migrations: Migration[] = [];
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new MigrationError(`There is no migrations folder at ${folder}`);
  }
  for (const { name: file, isFile } of entries) {
    const match = isFile ? /^(\d+)_(.+)\.sql$/.exec(file) : null;
    const [, version, name] = match ?? [];
    if (version === undefined || name === undefined) continue;
    migrations.push({ version, name, file, sql: await Deno.readTextFile(join(folder, file)) });
  }
  migrations.sort((a, b) => a.version < b.version ? -1 : a.version > b.version ? 1 : 0);
  migrations.reduce<Migration | null>((previous, next) => {
    if (previous?.version === next.version) {
      throw new MigrationError(
        `${previous.file} and ${next.file} have the same version; give one of them another`,
      );
    }
    return next;
  }, null);
  return migrations;
}

// The table of the Supabase CLI, so that either can go on where the other stopped.
const HISTORY = `
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
  alter table supabase_migrations.schema_migrations add column if not exists statements text[];
  alter table supabase_migrations.schema_migrations add column if not exists name text;
`;

/**
 * Applies what has not been applied yet, each file in its own transaction together with its
 * record. A file that fails leaves nothing behind; those before it stay.
 *
 * @returns the files applied now
 * @throws MigrationError where a statement fails, or where the database has been migrated
 *   further than this folder knows
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  log: (message: string) => void,
): Promise<string[]> {
  await database.script(HISTORY);
  const applied = new Map(
    (await database.query<{ version: string; statements: string[] | null }>(
      "select version, statements from supabase_migrations.schema_migrations",
    )).map((row) => [row.version, row.statements]),
  );
  const known = new Set(migrations.map((migration) => migration.version));
  const unknown = [...applied.keys()].filter((version) => !known.has(version)).sort();
  if (unknown.length > 0) {
    throw new MigrationError(
      `This database has migrations that the project does not: ${unknown.join(", ")}. ` +
        "Use the version of the project that made it, or other data",
    );
  }
  const done: string[] = [];
  for (const migration of migrations) {
    const statements = splitStatements(migration.sql);
    const before = applied.get(migration.version);
    if (before === undefined) {
      await database.transaction((query) => apply(query, migration, statements));
      done.push(migration.file);
    } else if (before !== null && !same(before, statements)) {
      log(`${migration.file} has changed since it was applied to this data; the old one counts`);
    }
  }
  return done;
}

function same(recorded: readonly string[], statements: readonly Statement[]): boolean {
  return recorded.length === statements.length &&
    recorded.every((text, index) => text === statements[index]?.text);
}

async function apply(
  query: Query,
  migration: Migration,
  statements: readonly Statement[],
): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    try {
      await query(statement.text);
    } catch (error) {
      throw explain(migration, statement, index, error);
    }
  }
  await query(
    `insert into supabase_migrations.schema_migrations (version, name, statements)
     values ($1, $2, $3::text[])`,
    [migration.version, migration.name, statements.map((statement) => statement.text)],
  );
}

function explain(
  migration: Migration,
  statement: Statement,
  index: number,
  error: unknown,
): MigrationError {
  if (!(error instanceof Error)) throw error;
  const field = (name: string): string | undefined => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  // Postgres counts characters from 1, and gives a position only for what it could not parse.
  const within = [...statement.text].slice(0, Number(field("position") ?? 1) - 1).join("").length;
  const { line, column } = lineAndColumn(migration.sql, statement.offset + within);
  const parts = [
    `${migration.file}:${line}:${column} (statement ${index + 1}): ${error.message}`,
    field("detail"),
    field("hint"),
    field("where"),
  ].filter((part) => part !== undefined);
  return new MigrationError(parts.join("\n  "), { cause: error });
}
