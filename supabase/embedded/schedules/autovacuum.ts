import type { Worker } from "./cron.ts";
import type { Database } from "../database/database.ts";

/** What the loop works with. */
export interface AutovacuumOptions {
  database: Database;
  log(message: string): void;
  /** Milliseconds between two looks. */
  interval?: number;
}

/**
 * PGlite has no background processes and so no autovacuum: without this the planner would know
 * nothing of a table that was just filled, and queues would keep every row they ever had. Looks for
 * tables that have grown by a fifth since their last analysis, and vacuums and analyses those.
 *
 * @returns null on a server, which looks after itself
 */
export function startAutovacuum(options: AutovacuumOptions): Promise<Worker | null> {
  const { database, log, interval = 20_000 } = options;
  if (database.kind !== "pglite") return Promise.resolve(null);
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout>;
  const look = () => {
    running = vacuumGrown(database)
      .catch((error) =>
        log(`Vacuuming failed: ${error instanceof Error ? error.message : "unknown"}`)
      )
      .then(() => {
        if (!stopped) timer = setTimeout(look, interval);
      });
  };
  timer = setTimeout(look, interval);
  return Promise.resolve({
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  });
}

/** Vacuums and analyses what has grown; returns the tables' names. */
export async function vacuumGrown(database: Database): Promise<string[]> {
  const grown = await database.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')
       and c.relpersistence <> 't'
       and pg_relation_size(c.oid) / current_setting('block_size')::int > greatest(4, c.relpages * 1.2)
     order by 1`,
  );
  for (const { name } of grown) await database.script(`vacuum (analyze) ${name}`);
  return grown.map(({ name }) => name);
}
