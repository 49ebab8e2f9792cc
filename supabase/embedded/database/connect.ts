import type { Extensions } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite/vector";
import { btree_gin } from "@electric-sql/pglite/contrib/btree_gin";
import { pgmq } from "@electric-sql/pglite-pgmq";
import type { Database } from "./database.ts";
import { bundleExtensions } from "./extensions/bundle.ts";
import { openPglite } from "./pglite.ts";
import { openPostgres } from "./postgres.ts";

/** What the stack can run on. */
export type Location =
  | { kind: "memory" }
  | { kind: "folder"; path: string }
  | { kind: "server"; url: string };

/**
 * Opens the database. On PGlite it brings pgvector, pgmq, btree_gin and the stand-ins for
 * pg_cron, pg_net and Vault; a server must have its extensions installed.
 *
 * @param cacheFolder where the packed stand-ins are kept
 * @param load a tar archive of a data directory to start from (PGlite only)
 * @param extensions in place of those of the same names (PGlite only)
 */
export async function connect(
  location: Location,
  cacheFolder: string,
  load?: Uint8Array,
  extensions: Extensions = {},
): Promise<Database> {
  if (location.kind === "server") return await openPostgres(location.url);
  return await openPglite({
    folder: location.kind === "folder" ? location.path : null,
    extensions: { vector, pgmq, btree_gin, ...await bundleExtensions(cacheFolder), ...extensions },
    ...(load ? { load } : {}),
  });
}
