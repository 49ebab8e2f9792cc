/**
 * Gives a fresh Postgres what a hosted project has before its first migration. The embedded stack
 * does the same, so both lanes start from one definition.
 *
 * usage: deno run -A tests/native/prelude.ts URL
 */
import { openPostgres } from "../../supabase/embedded/database/postgres.ts";
import { applyPrelude } from "../../supabase/embedded/database/prelude.ts";

if (import.meta.main) {
  const [url] = Deno.args;
  if (url === undefined) {
    console.error("usage: deno run -A tests/native/prelude.ts URL");
    Deno.exit(2);
  }
  try {
    const database = await openPostgres(url);
    try {
      await applyPrelude(database);
    } finally {
      await database.close();
    }
  } catch (error) {
    console.error(`the prelude failed: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
