import { fileURLToPath } from "node:url";
import { openPostgres } from "../../../supabase/embedded/database/postgres.ts";
import { migrate, readMigrations } from "../../../supabase/embedded/database/migrate.ts";
import { applyPrelude } from "../../../supabase/embedded/database/prelude.ts";
import { output, ROOT, script } from "../../native/tools.ts";

const BIN = "/usr/lib/postgresql/17/bin";

/** A disposable Postgres 17 of one test file or bench, migrated. */
export interface NativeServer extends AsyncDisposable {
  readonly url: string;
  /** Ends the server without a checkpoint, as a power cut would. */
  crash(): Promise<void>;
  /** Starts it again on the same port, and waits until it recovered. */
  restart(): Promise<void>;
}

/** Installs what is missing, starts a server of its own and applies prelude and migrations. */
export async function startNativeServer(): Promise<NativeServer> {
  const state = await Deno.makeTempDir({ prefix: "prometheus-server-" });
  const env = { PROMETHEUS_PG_STATE: state };
  const url = (await script("postgres.sh", ["start"], { env })).trim();
  const stop = async () => {
    await script("postgres.sh", ["stop"], { env });
    await Deno.remove(state, { recursive: true });
  };
  try {
    const database = await openPostgres(url);
    try {
      await applyPrelude(database);
      const folder = fileURLToPath(new URL("supabase/migrations", `file://${ROOT}`));
      await migrate(database, await readMigrations(folder), () => {});
    } finally {
      await database.close();
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    async crash() {
      const [home] = (await Deno.readTextFile(`${state}/server`)).split("\n");
      if (!home) throw new Error(`${state}/server does not name the server's folder`);
      const command = [`${BIN}/pg_ctl`, "-D", `${home}/data`, "-m", "immediate", "-w", "stop"];
      const asRoot = Deno.uid() === 0 ? ["runuser", "-u", "postgres", "--", ...command] : command;
      const [program = "", ...args] = asRoot;
      await output(program, args);
    },
    async restart() {
      const again = (await script("postgres.sh", ["start"], { env })).trim();
      if (again !== url) throw new Error("the server came back under another address");
    },
    [Symbol.asyncDispose]: stop,
  };
}
