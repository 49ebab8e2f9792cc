import { type Extensions, Mutex, PGlite, type Results } from "@electric-sql/pglite";
import { createPgliteConnection } from "@supabase/lite/pglite";
import {
  type Database,
  keepGrants,
  type Query,
  quoteIdentifier,
  type StatementRows,
} from "./database.ts";
import { isoTimestamp, TIMESTAMP, TIMESTAMPTZ } from "./timestamps.ts";

/** Where a PGlite database lives. */
export interface PgliteOptions {
  /** A folder, or null for memory. */
  folder: string | null;
  extensions: Extensions;
  /** A tar archive from `dump()` to start from; only into an empty folder or memory. */
  load?: Uint8Array;
}

/** The start parameters of PGlite with the search path of a hosted project. */
function startParameters(): string[] {
  return PGlite.defaultStartParams.map((parameter) =>
    parameter === "search_path=public" ? 'search_path="$user",public,extensions' : parameter
  );
}

/** Opens Postgres in WebAssembly. */
export async function openPglite(options: PgliteOptions): Promise<Database> {
  const exitCode = Deno.exitCode;
  const connection = await createPgliteConnection({
    // An absolute path or memory://; a bare ":memory:" would become a folder of that name.
    url: options.folder ?? "memory://",
    pgliteOptions: {
      extensions: options.extensions,
      startParams: startParameters(),
      parsers: { [TIMESTAMP]: isoTimestamp, [TIMESTAMPTZ]: isoTimestamp },
      ...(options.load ? { loadDataDir: new Blob([new Uint8Array(options.load)]) } : {}),
    },
  });
  const { driver } = connection;
  await driver.waitReady.finally(() => Deno.exitCode = exitCode);
  keepExitCode(driver);
  keepGrants(connection);

  // PGlite is one session, and @supabase/lite sends BEGIN and COMMIT to it as plain statements:
  // without this turn-taking two requests would share a transaction, and with it their user.
  const turn = new Mutex();
  const exclusive = <T>(work: () => Promise<T>): Promise<T> =>
    turn.runExclusive(async () => {
      try {
        return await work();
      } finally {
        // A `begin` without its end would take whoever comes next into its transaction.
        if (!driver.closed && driver.isInTransaction()) await driver.exec("rollback");
      }
    });
  const queryWith = (target: Pick<PGlite, "query">): Query => async (text, parameters = []) =>
    (await target.query<never>(text, [...parameters])).rows;

  return {
    kind: "pglite",
    connection,
    exclusive,
    query: (text, parameters) => exclusive(() => queryWith(driver)(text, parameters)),
    script: (text, { role } = {}) =>
      exclusive(async () => {
        if (role === undefined) return (await driver.exec(text)).map(summary);
        await driver.exec(`set role ${quoteIdentifier(role)}`);
        try {
          return (await driver.exec(text)).map(summary);
        } finally {
          await driver.exec("reset role");
        }
      }),
    run: (text) => exclusive(async () => (await driver.exec(text)).map(rowsOf)),
    transaction: (work) => exclusive(() => driver.transaction((open) => work(queryWith(open)))),
    listen: (channel, callback) =>
      exclusive(async () => void await driver.listen(channel, callback)),
    dump: () =>
      exclusive(async () => {
        // Without the checkpoint the next start would replay the whole log.
        await driver.exec("checkpoint");
        return new Uint8Array(await (await driver.dumpDataDir("none")).arrayBuffer());
      }),
    close: () =>
      exclusive(async () => {
        const exitCode = Deno.exitCode;
        await connection.close();
        Deno.exitCode = exitCode;
      }),
  };
}

/**
 * Every error in SQL, and the start itself, set the exit code of this process: to Emscripten
 * they are calls of exit(). A program that ends well would report a failure.
 */
function keepExitCode(driver: PGlite): void {
  const execute = driver.execProtocolRawSync.bind(driver);
  driver.execProtocolRawSync = (message) => {
    const exitCode = Deno.exitCode;
    try {
      return execute(message);
    } finally {
      Deno.exitCode = exitCode;
    }
  };
}

function rowsOf({ fields, rows, affectedRows }: Results): StatementRows {
  const columns = fields.map(({ name }) => name);
  return { columns, rows, count: columns.length > 0 ? rows.length : affectedRows ?? 0 };
}

function summary(result: Results): { rowCount: number; returnsRows: boolean } {
  const returnsRows = result.fields.length > 0;
  return { returnsRows, rowCount: returnsRows ? result.rows.length : result.affectedRows ?? 0 };
}
