import { fileURLToPath } from "node:url";
import type { Database, Query } from "../../../supabase/embedded/database/database.ts";
import { readMigrations } from "../../../supabase/embedded/database/migrate.ts";
import { openDatabase } from "../../../supabase/embedded/database/open.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The migrated database alone: PGlite in memory, or the server of TEST_DATABASE_URL. */
export async function openTestDatabase(): Promise<Database & AsyncDisposable> {
  const url = Deno.env.get("TEST_DATABASE_URL");
  const database = await openDatabase({
    location: url ? { kind: "server", url } : { kind: "memory" },
    migrations: await readMigrations(`${ROOT}supabase/migrations`),
    cacheFolder: `${ROOT}.prometheus`,
    snapshot: true,
    log: () => {},
  });
  return Object.assign(database, { [Symbol.asyncDispose]: () => database.close() });
}

/** A person of this test's own. Returns their id. */
export async function addPerson(query: Query): Promise<string> {
  const id = crypto.randomUUID();
  await query("insert into auth.users (id, email) values ($1, $2)", [id, `${id}@test.example`]);
  return id;
}

/** Runs `work` in a transaction as the service, or as a signed-in person. */
export function actAs<T>(
  database: Database,
  person: string | null,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  const role = person === null ? "service_role" : "authenticated";
  const claims = JSON.stringify(person === null ? { role } : { sub: person, role });
  return database.transaction(async (query) => {
    await query("select set_config('request.jwt.claims', $1, true), set_config('role', $2, true)", [
      claims,
      role,
    ]);
    return await work(query);
  });
}

/** A vector in pgvector's text form: the given numbers, then zeros up to 1536 dimensions. */
export function vectorText(numbers: readonly number[]): string {
  return `[${[...numbers, ...new Array<number>(1536 - numbers.length).fill(0)].join(",")}]`;
}
